import { type Device, pages } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { loadDevices } from '../devices/load-devices.ts';
import { LiveWord } from '../events/live-word.tsx';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { ShowMore } from '../ui/show-more.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';
import { type Filters, filtersFrom, noFilters, toSearch } from './filters.ts';
import { MessageFilters } from './message-filters.tsx';
import { MessageRow } from './message-row.tsx';
import { useMessages } from './use-messages.ts';

export const MessagesPage = () => (
  <LoggedIn>
    {(me) => (
      <Page title="Messages">
        <p className="lead faint">What your devices have sent and received, and what has become of it.</p>
        <Messages me={me} />
      </Page>
    )}
  </LoggedIn>
);

const Messages = ({ me }: { me: Me }) => {
  const [filters, setFilters] = useState(() => filtersFrom(location.search));
  const { value: answer } = useLoaded(loadDevices);
  const devices = answer?.ok ? answer.value.data : [];
  const change = (part: Partial<Filters>) => {
    const changed = { ...filters, ...part };
    setFilters(changed);
    history.replaceState(history.state, '', `${location.pathname}${toSearch(changed)}`);
  };
  const canSend = me.scopes.includes('messages:send');
  return (
    <>
      {canSend && (
        <div className="actions">
          <Link to={`${tenantBase(location).path}${pages.send}`} className="button main">
            Send a text
          </Link>
        </div>
      )}
      {answer !== null && <MessageFilters devices={devices} filters={filters} onChange={change} />}
      <Listed key={toSearch(filters)} filters={filters} devices={devices} onAll={() => change(noFilters)} />
    </>
  );
};

type Props = { filters: Filters; devices: readonly Device[]; onAll: () => void };

const Listed = ({ filters, devices, onAll }: Props) => {
  const { listed, isLive, refresh, loadMore, isLoadingMore } = useMessages(filters);
  if (listed === null) return <Waiting />;
  const { items: messages, nextCursor, problem } = listed;
  if (problem !== null && messages.length === 0)
    return <ProblemNote problem={problem} onAgain={() => void refresh()} />;
  const nameOf = (id: string) => devices.find((device) => device.id === id)?.name ?? null;
  return (
    <>
      <LiveWord isLive={isLive} />
      {messages.length === 0 && <NoMessages isFiltered={toSearch(filters) !== ''} onAll={onAll} />}
      <ul className="rows" aria-label="Messages, newest first">
        {messages.map((message) => (
          <MessageRow key={message.id} message={message} deviceName={nameOf(message.device)} />
        ))}
      </ul>
      <ProblemNote problem={problem} />
      {nextCursor !== null && <ShowMore isLoading={isLoadingMore} onMore={loadMore} />}
    </>
  );
};

const NoMessages = ({ isFiltered, onAll }: { isFiltered: boolean; onAll: () => void }) => (
  <div className="empty">
    <h2>{isFiltered ? 'No such messages' : 'No messages yet'}</h2>
    {isFiltered ? (
      <p>
        <button type="button" className="quiet" onClick={onAll}>
          Show all messages
        </button>
      </p>
    ) : (
      <p className="faint">
        What you send stands here as soon as it is accepted, and what comes in as soon as it is kept. Without a phone at
        hand, write to a contact of the sandbox.
      </p>
    )}
  </div>
);
