import { getMe, pages } from '@parley/contract';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { tenantBase } from '../api/tenant-base.ts';
import { LogInForm } from '../logins/log-in-form.tsx';
import { focusHeading } from '../ui/focus-heading.ts';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';

/**
 * The link is used up or too old, or it was sent to another member than the one who is logged in. The api does not
 * tell which, so this says who is logged in, and offers a way on for each.
 */
export const LinkRefused = ({ onLoggedIn }: { onLoggedIn: () => Promise<void> }) => {
  const { value: answer } = useLoaded(loadMe);
  const [isAnother, setIsAnother] = useState(false);
  if (answer === null) return <Waiting />;
  if (isAnother) {
    return (
      <>
        <p>Log in as the member this link was sent to.</p>
        <LogInForm onLoggedIn={onLoggedIn} />
      </>
    );
  }
  const logInAnew = () => {
    setIsAnother(true);
    focusHeading();
  };
  const member = answer.ok ? answer.value.member : null;
  return (
    <>
      <Note kind="bad">
        <p>
          <strong>This link does not work.</strong> It works once, for 7 days, and only for the member it was sent to.
        </p>
      </Note>
      {member && (
        <p>
          You are logged in as <strong>{member.email}</strong>
          {member.is_email_verified && ', and this address is verified already'}.
        </p>
      )}
      <div className="actions">
        <button type="button" className="quiet" onClick={logInAnew}>
          Log in as somebody else
        </button>
        <Link to={`${tenantBase(location).path}${pages.devices}`}>
          {member?.is_email_verified ? 'Go to your devices' : 'Ask for a new link'}
        </Link>
      </div>
    </>
  );
};

const loadMe = () => call(getMe, {});
