import { tenantBase } from '../api/tenant-base.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { TokenCheck } from './token-check.tsx';

/** Says where everything is. */
export const HomePage = () => {
  const base = tenantBase(location);
  return (
    <main>
      <header>
        <h1>Parley{base.name && <span className="faint"> · {base.name}</span>}</h1>
        <p className="faint">A WhatsApp gateway for AI agents and programs.</p>
      </header>
      <section className="sheet">
        <h2>Where everything is</h2>
        <CopyLine label="REST base" text={`${base.url}/api`} />
        <CopyLine label="Try it" text={`curl -H "Access-Token: $TOKEN" ${base.url}/api/v1/account`} />
        <p>
          <a href={`${base.url}/docs/api`}>API reference, to read and to try</a> ·{' '}
          <a href={`${base.url}/api/openapi.json`}>OpenAPI 3.1</a> · <a href="/docs/errors">Errors</a>
        </p>
      </section>
      <TokenCheck />
      {base.name === null && (
        <p className="faint">If this address does not begin with your tenant's name, open /t/your-tenant instead.</p>
      )}
      <footer className="faint">
        Parley uses an unofficial protocol and is not affiliated with WhatsApp or Meta. Numbers that send what people
        did not ask for get banned.
      </footer>
    </main>
  );
};
