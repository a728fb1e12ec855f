import { openLogin, pages } from '@parley/contract';
import { useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { EmailField } from '../emails/email-field.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { PasswordField } from '../ui/password-field.tsx';

export const LogInForm = ({ onLoggedIn }: { onLoggedIn: () => void | Promise<void> }) => {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const asking = useAsk(openLogin);
  const { ask, problem } = asking;
  const { path } = tenantBase(location);
  const logIn = async () => {
    const answer = await ask({ email, password });
    if (answer.ok) await onLoggedIn();
  };
  return (
    <>
      <ProblemNote problem={problem} fields={['email', 'password']} />
      <Form
        submit="Log in"
        asking={asking}
        onSubmit={logIn}
        aside={<Link to={`${path}${pages.forgotten}`}>Forgot your password?</Link>}
      >
        <EmailField problem={problem} value={email} onChange={setEmail} />
        <PasswordField
          name="password"
          label="Password"
          errors={fieldErrors(problem, 'password')}
          kind="current-password"
          value={password}
          onChange={setPassword}
        />
      </Form>
    </>
  );
};
