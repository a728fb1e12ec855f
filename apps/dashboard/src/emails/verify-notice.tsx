import { pages, sendEmailLink } from '@parley/contract';
import { useState } from 'react';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { Link } from '../ui/link.tsx';

/** Quiet: everything works without it but what only a verified address may. */
export const VerifyNotice = ({ email }: { email: string }) => {
  const [isSent, setIsSent] = useState(false);
  const { ask, isAsking, problem } = useAsk(sendEmailLink);
  const send = async () => {
    const answer = await ask({});
    if (answer.ok) setIsSent(true);
  };
  // The link that sets a new password verifies the address, too; another kind is not to be had.
  const needsPassword = problem?.code === 'password_not_own';
  return (
    <aside className="verify-notice" aria-label="Your address">
      <div className="wide">
        <p aria-live="polite">
          {needsPassword ? (
            `${problem.message} Your email address cannot be verified until you have set a password of your own.`
          ) : (
            <>
              {isSent
                ? 'A new link is on its way to '
                : 'Please verify your email address: open the link in our email to '}
              <strong>{email}</strong>.{problem && ` ${problem.message} ${problem.action ?? ''}`}
            </>
          )}
        </p>
        {needsPassword && <Link to={`${tenantBase(location).path}${pages.forgotten}`}>Set my own password</Link>}
        {!isSent && !needsPassword && (
          <button type="button" className="link" aria-disabled={isAsking} onClick={() => !isAsking && void send()}>
            Send a new link
          </button>
        )}
      </div>
    </aside>
  );
};
