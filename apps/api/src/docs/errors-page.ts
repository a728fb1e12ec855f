import { failures, type Retry } from '@parley/contract';

const retries: Record<Retry, string> = {
  never: 'The same request will fail again.',
  later: 'The same request may succeed later.',
  after_action: 'The same request may succeed once that is done.',
};

const sections = Object.entries(failures).map(
  ([code, { status, message, action, retry }]) => `
  <section id="${code}">
    <h2><code>${code}</code> <small>HTTP ${status}</small></h2>
    <p>${message}</p>
    <p>${action} ${retries[retry]}</p>
  </section>`,
);

/** Every code a refusal can carry; `type` in a refusal's body leads to its section. */
export const errorsPage = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Parley: errors</title>
  <link rel="icon" href="/favicon.svg">
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
    section { border-top: 1px solid #8884; padding: .5rem 0; }
    small { font-weight: normal; opacity: .7; }
    :root { color-scheme: light dark; }
  </style>
</head>
<body>
  <h1>Errors</h1>
  <p>A refusal is JSON with a stable <code>code</code>. These are all of them.</p>${sections.join('')}
</body>
</html>
`;
