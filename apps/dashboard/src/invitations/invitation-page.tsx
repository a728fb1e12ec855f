import { acceptInvitation, pages } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { MailedCodePage } from '../mailed-codes/mailed-code-page.tsx';
import { NewPasswordField } from '../passwords/new-password-field.tsx';
import { tenantHere } from '../tenants/tenant-here.ts';
import { Form } from '../ui/form.tsx';
import { go } from '../ui/router.ts';

export const InvitationPage = () => <MailedCodePage title={`Join ${tenantHere()}`} Content={Invitation} />;

/** Makes a member of whoever was mailed the link; they are logged in by it. */
const Invitation = ({ code }: { code: string }) => {
  const [password, setPassword] = useState('');
  const asking = useAsk(acceptInvitation);
  const { ask, problem } = asking;
  const accept = async () => {
    const answer = await ask({ code, password });
    if (answer.ok) go(`${tenantBase(location).path}${pages.devices}`, { isReplacing: true });
  };
  if (problem?.code === 'code_invalid') {
    return (
      <>
        <ProblemNote problem={problem} />
        <p>The person who invited you can send another one.</p>
      </>
    );
  }
  return (
    <>
      <ProblemNote problem={problem} fields={['password']} />
      <p>
        You are invited to join {tenantHere()} on Parley, where it sends and receives its WhatsApp messages. Choose a
        password to become a member.
      </p>
      <Form submit="Become a member" asking={asking} onSubmit={accept}>
        <NewPasswordField name="password" label="Password" problem={problem} value={password} onChange={setPassword} />
      </Form>
    </>
  );
};
