import { tenantBase } from '../api/tenant-base.ts';
import { CopyLine } from '../ui/copy-line.tsx';

/** Where programs find this tenant. */
export const Whereabouts = () => {
  const { url } = tenantBase(location);
  return (
    <section className="sheet whereabouts" aria-labelledby="whereabouts">
      <h2 id="whereabouts">Where your programs connect</h2>
      <CopyLine label="REST API" text={`${url}/api`} />
      <CopyLine label="Try it" text={curlLine('$TOKEN')} />
      <p>
        <a href={`${url}/docs/api`}>API reference, to read and try out</a> ·{' '}
        <a href={`${url}/api/openapi.json`}>OpenAPI 3.1</a> · <a href="/docs/errors">Errors</a>
      </p>
    </section>
  );
};

/** A first question to the api, ready to be pasted into a terminal. */
export const curlLine = (token: string): string =>
  `curl -H "Access-Token: ${token}" ${tenantBase(location).url}/api/v1/account`;
