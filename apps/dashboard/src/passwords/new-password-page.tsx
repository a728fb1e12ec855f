import { pages, resetPassword } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { MailedCodePage } from '../mailed-codes/mailed-code-page.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { NewPasswordField } from './new-password-field.tsx';

export const NewPasswordPage = () => <MailedCodePage title="Set a new password" Content={NewPassword} />;

const NewPassword = ({ code }: { code: string }) => {
  const [password, setPassword] = useState('');
  const [email, setEmail] = useState<string | null>(null);
  const asking = useAsk(resetPassword);
  const { ask, problem } = asking;
  const { path } = tenantBase(location);
  const set = async () => {
    const answer = await ask({ code, new_password: password });
    if (answer.ok) setEmail(answer.value.email);
  };
  if (email !== null) {
    return (
      <>
        <Note kind="good">
          <p>
            <strong>{email}</strong> has a new password now.
          </p>
        </Note>
        <p>
          <Link to={`${path}${pages.logIn}`}>Log in with your new password</Link>
        </p>
      </>
    );
  }
  if (problem?.code === 'code_invalid') {
    return (
      <>
        <ProblemNote problem={problem} />
        <p>
          <Link to={`${path}${pages.forgotten}`}>Ask for a new link</Link>
        </p>
      </>
    );
  }
  return (
    <>
      <ProblemNote problem={problem} fields={['new_password']} />
      <p>A new password logs you out wherever you are logged in.</p>
      <Form submit="Set my password" asking={asking} onSubmit={set}>
        <NewPasswordField
          name="new_password"
          label="New password"
          problem={problem}
          value={password}
          onChange={setPassword}
        />
      </Form>
    </>
  );
};
