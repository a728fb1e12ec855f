import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { LiveWord } from '../events/live-word.tsx';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { focusHeading } from '../ui/focus-heading.ts';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { ShowMore } from '../ui/show-more.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { AddDevice } from './add-device.tsx';
import { deletedName } from './deleted-name.ts';
import { DeviceRow } from './device-row.tsx';
import { PlanRoom } from './plan-room.tsx';
import { useDevices } from './use-devices.ts';

export const DevicesPage = () => (
  <LoggedIn>
    {(me) => (
      <Page title="Devices">
        <p className="lead faint">A device is one WhatsApp number that is linked to Parley.</p>
        <Devices me={me} />
      </Page>
    )}
  </LoggedIn>
);

const Devices = ({ me }: { me: Me }) => {
  const { listed, isLive, refresh, loadMore, isLoadingMore } = useDevices();
  const [isAdding, setIsAdding] = useState(false);
  const [deleted] = useState(() => deletedName(history.state));
  if (listed === null) return <Waiting />;

  const { items: devices, nextCursor, problem } = listed;
  if (problem !== null && devices.length === 0) return <ProblemNote problem={problem} onAgain={() => void refresh()} />;
  const canManage = me.scopes.includes('devices:manage');
  const isEmpty = devices.length === 0;
  const leaveForm = () => {
    setIsAdding(false);
    focusHeading();
  };
  return (
    <>
      <LiveWord isLive={isLive} />
      {deleted !== null && (
        <Note kind="good">
          <p>
            <strong>{deleted}</strong> is deleted.
          </p>
        </Note>
      )}
      {isAdding && <AddDevice onCancel={leaveForm} />}
      {canManage && !isAdding && !isEmpty && (
        <div className="actions">
          <button type="button" className="main" onClick={() => setIsAdding(true)}>
            Add a device
          </button>
          {nextCursor === null && <PlanRoom used={devices.length} />}
        </div>
      )}
      {isEmpty && !isAdding && <NoDevices onAdd={canManage ? () => setIsAdding(true) : null} />}
      <ul className="rows" aria-label="Devices">
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} canManage={canManage} />
        ))}
      </ul>
      <ProblemNote problem={problem} />
      {nextCursor !== null && <ShowMore isLoading={isLoadingMore} onMore={loadMore} />}
    </>
  );
};

const NoDevices = ({ onAdd }: { onAdd: (() => void) | null }) => (
  <div className="empty">
    <h2>No devices yet</h2>
    <p className="faint">
      Add your first one and link it to a number: your own WhatsApp, as on a computer. Without a phone at hand, add one
      of the sandbox: it works the same and cannot reach real people.
    </p>
    {onAdd ? (
      <p>
        <button type="button" className="main" onClick={onAdd}>
          Add your first device
        </button>
      </p>
    ) : (
      <p className="faint">Ask an owner, an admin or an operator of this tenant to add one.</p>
    )}
  </div>
);
