import { forgetPassword, pages } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { EmailField } from '../emails/email-field.tsx';
import { Brand } from '../ui/brand.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';

/** Asks for a link to set a new password. What it says afterwards is the same for every address. */
export const ForgottenPage = () => {
  const [email, setEmail] = useState('');
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const asking = useAsk(forgetPassword);
  const { ask, problem } = asking;
  const { path } = tenantBase(location);
  const logIn = `${path}${pages.logIn}`;
  const forget = async () => {
    const answer = await ask({ email });
    if (answer.ok) setAskedFor(email);
  };
  return (
    <Page title="Forgot your password?" isNarrow above={<Brand to={logIn} />}>
      <div className="sheet">
        {askedFor === null ? (
          <>
            <ProblemNote problem={problem} fields={['email']} />
            <Form submit="Email me a link" asking={asking} onSubmit={forget} aside={<Link to={logIn}>Back</Link>}>
              <EmailField
                hint="We will send you a link to set a new password."
                problem={problem}
                value={email}
                onChange={setEmail}
              />
            </Form>
          </>
        ) : (
          <>
            <Note kind="good">
              <p>
                If <strong>{askedFor}</strong> belongs to a member, an email with a link is on its way. The link works
                for one hour.
              </p>
            </Note>
            <p>
              <Link to={logIn}>Back to log in</Link>
            </p>
          </>
        )}
      </div>
    </Page>
  );
};
