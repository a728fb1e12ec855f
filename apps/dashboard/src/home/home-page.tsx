import { pages } from '@parley/contract';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';

/** The bare host's first page: what this is, and the two ways in. */
export const HomePage = () => (
  <Page
    title="Parley"
    className="home"
    above={<img src="/favicon.svg" alt="" width="56" height="56" />}
    below={
      <footer className="faint">
        <p>
          <a href="/docs/api">API reference</a> · <a href="/docs/errors">Errors</a>
        </p>
        <p>
          Parley uses an unofficial protocol and is not affiliated with WhatsApp or Meta. WhatsApp bans numbers that
          send messages people did not ask for.
        </p>
      </footer>
    }
  >
    <p className="lead">Send and receive WhatsApp messages from AI assistants and your own software.</p>
    <div className="actions">
      <Link to={pages.signUp} className="button main">
        Sign up
      </Link>
      <Link to={pages.logIn} className="button">
        Log in
      </Link>
    </div>
    <ul className="reasons">
      <li>
        <strong>Your data is yours alone.</strong> The database itself keeps every tenant apart from the others.
      </li>
      <li>
        <strong>A token for each program.</strong> Each may do only what it needs, and you can revoke it within seconds.
      </li>
      <li>
        <strong>Every change is on record.</strong> An audit log shows who did what, and nobody can alter it unnoticed.
      </li>
    </ul>
  </Page>
);
