import { pages, verifyEmail } from '@parley/contract';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { LogInForm } from '../logins/log-in-form.tsx';
import { MailedCodePage } from '../mailed-codes/mailed-code-page.tsx';
import { focusHeading } from '../ui/focus-heading.ts';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { LinkRefused } from './link-refused.tsx';

export const VerifyAddressPage = () => <MailedCodePage title="Verify your email address" Content={VerifyAddress} />;

/** By a button and not by itself: programs that look into mails open links, but press nothing. */
const VerifyAddress = ({ code }: { code: string }) => {
  const [verified, setVerified] = useState<string | null>(null);
  const { ask, isAsking, problem, refusals } = useAsk(verifyEmail, call);
  const verify = async () => {
    const answer = await ask({ code });
    if (answer.ok) setVerified(answer.value.email);
    focusHeading();
  };
  if (verified !== null) {
    return (
      <>
        <Note kind="good">
          <p>
            <strong>{verified}</strong> is verified.
          </p>
        </Note>
        <p>
          <Link to={`${tenantBase(location).path}${pages.devices}`}>Go to your devices</Link>
        </p>
      </>
    );
  }
  if (problem?.code === 'login_required') {
    return (
      <>
        <p>Please log in as the member this link was sent to. Only they can verify their address.</p>
        <LogInForm onLoggedIn={verify} />
      </>
    );
  }
  if (problem?.code === 'code_invalid') return <LinkRefused key={refusals} onLoggedIn={verify} />;
  return (
    <>
      <ProblemNote problem={problem} />
      <p>Press the button to show that our emails reach you.</p>
      <div className="actions">
        <button type="button" className="main" aria-disabled={isAsking} onClick={() => !isAsking && void verify()}>
          {isAsking ? 'One moment …' : 'Verify my address'}
        </button>
      </div>
    </>
  );
};
