import { newTenantName, pages, signUp } from '@parley/contract';
import { useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { EmailField } from '../emails/email-field.tsx';
import { NewPasswordField } from '../passwords/new-password-field.tsx';
import { Brand } from '../ui/brand.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { go } from '../ui/router.ts';
import { nameFaults } from './name-faults.ts';
import { TenantNameField } from './tenant-name-field.tsx';

export const SignUpPage = () => {
  const [tenant, setTenant] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const asking = useAsk(signUp);
  const { ask, problem } = asking;
  const create = async () => {
    const answer = await ask({ tenant, email, password });
    if (answer.ok) go(`/t/${answer.value.tenant}${pages.devices}`);
  };
  return (
    <Page
      title="Sign up"
      isNarrow
      above={<Brand to={pages.home} />}
      below={
        <p className="faint centered">
          Already have a tenant? <Link to={pages.logIn}>Log in</Link>
        </p>
      }
    >
      <p className="lead faint">
        You get a tenant: your own space in Parley, for your WhatsApp numbers, messages and people.
      </p>
      <div className="sheet">
        <ProblemNote problem={problem} fields={['tenant', 'email', 'password']} />
        <Form submit="Create my tenant" asking={asking} onSubmit={create}>
          <TenantNameField
            hint={<NameHint name={tenant} />}
            errors={fieldErrors(problem, 'tenant')}
            value={tenant}
            onChange={setTenant}
          />
          <EmailField
            label="Your email address"
            hint="We will send you a link to verify it."
            problem={problem}
            value={email}
            onChange={setEmail}
          />
          <NewPasswordField
            name="password"
            label="Password"
            problem={problem}
            value={password}
            onChange={setPassword}
          />
        </Form>
      </div>
    </Page>
  );
};

/** Where the tenant will be found, while its name is typed; and at once what would be wrong with it. */
const NameHint = ({ name }: { name: string }) => {
  if (name.length < 3) return <p>A short name for your company or project, like acme.</p>;
  const faults = nameFaults(name, newTenantName);
  if (faults.length > 0) return faults.map((fault) => <p key={fault}>{fault}</p>);
  return (
    <p>
      Your dashboard will be at{' '}
      <code className="address">
        {location.host}/t/<strong>{name}</strong>
      </code>
    </p>
  );
};
