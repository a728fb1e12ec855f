import { type Message, pages } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { loadDevices } from '../devices/load-devices.ts';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { BackTo } from '../ui/back-to.tsx';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';
import { JustAccepted } from './just-accepted.tsx';
import { deviceFrom, draftFrom } from './send-draft.ts';
import { SendForm } from './send-form.tsx';

export const SendPage = () => (
  <LoggedIn>
    {(me) => (
      <Page title="Send a text" above={<BackTo to={`${tenantBase(location).path}${pages.messages}`} name="Messages" />}>
        {me.scopes.includes('messages:send') ? <Send /> : <NotYours me={me} />}
      </Page>
    )}
  </LoggedIn>
);

const NotYours = ({ me }: { me: Me }) => (
  <Note kind="quiet">
    <p>
      As a {me.member.role} you see messages and send none. Ask an owner or an admin of this tenant for another role.
    </p>
  </Note>
);

const Send = () => {
  const { value: answer, again } = useLoaded(loadDevices);
  const [accepted, setAccepted] = useState<Message | null>(null);
  const [told] = useState(() => ({ ...deviceFrom(location.search), ...draftFrom(history.state) }));
  if (answer === null) return <Waiting />;
  if (!answer.ok) return <ProblemNote problem={answer.problem} onAgain={again} />;
  const devices = answer.value.data;
  if (devices.length === 0) return <NoDevices />;
  return (
    <>
      {accepted !== null && <JustAccepted key={accepted.id} accepted={accepted} />}
      <SendForm devices={devices} told={told} onAccepted={setAccepted} />
    </>
  );
};

const NoDevices = () => (
  <div className="empty">
    <h2>No device to send with</h2>
    <p className="faint">Add one first. One of the sandbox needs no phone.</p>
    <p>
      <Link to={`${tenantBase(location).path}${pages.devices}`} className="button main">
        Go to your devices
      </Link>
    </p>
  </div>
);
