import { type Device, type Message, type MessageId, pages } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { loadDevices } from '../devices/load-devices.ts';
import { LiveWord } from '../events/live-word.tsx';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { BackTo } from '../ui/back-to.tsx';
import { Page } from '../ui/page.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageFacts } from './message-facts.tsx';
import { Outcome } from './outcome.tsx';
import { Progress } from './progress.tsx';
import { Timeline } from './timeline.tsx';
import { useMessage } from './use-message.ts';
import { contentOf, partnerOf } from './words.ts';

export const MessagePage = ({ id }: { id: MessageId }) => (
  <LoggedIn>{(me) => <LiveMessage key={id} id={id} me={me} />}</LoggedIn>
);

const LiveMessage = ({ id, me }: { id: MessageId; me: Me }) => {
  const { value, isLive, refresh } = useMessage(id);
  const { value: answer } = useLoaded(loadDevices);
  if (value === null) return <Waiting />;
  const { message, problem } = value;
  const device = answer?.ok ? (answer.value.data.find((each) => each.id === message?.device) ?? null) : null;
  return (
    <Page
      title={message === null ? 'Message' : titleOf(message)}
      above={<BackTo to={`${tenantBase(location).path}${pages.messages}`} name="Messages" />}
    >
      <LiveWord isLive={isLive} />
      <ProblemNote
        problem={problem}
        {...(problem?.code !== 'message_not_found' && { onAgain: () => void refresh() })}
      />
      {message && (
        <Parts message={message} device={device} canSend={me.scopes.includes('messages:send')} onChanged={refresh} />
      )}
    </Page>
  );
};

const titleOf = (message: Message): string => `${message.direction === 'in' ? 'From' : 'To'} ${partnerOf(message)}`;

type Props = { message: Message; device: Device | null; canSend: boolean; onChanged: () => Promise<void> };

/** What there is to know of a message, and what whoever is here may do about it. */
const Parts = ({ message, device, canSend, onChanged }: Props) => (
  <>
    <section className="sheet" aria-label="Status">
      <p className={`bubble ${message.direction}`}>{contentOf(message)}</p>
      <Outcome message={message} />
      {message.direction === 'out' && <Progress message={message} />}
      {canSend && <MessageActions message={message} onChanged={onChanged} />}
    </section>
    <MessageFacts message={message} device={device} />
    <Timeline message={message} />
  </>
);
