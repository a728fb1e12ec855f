import { type Device, type DeviceId, pages } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { LiveWord } from '../events/live-word.tsx';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { BackTo } from '../ui/back-to.tsx';
import { Page } from '../ui/page.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { DeviceActions } from './device-actions.tsx';
import { DeviceCondition } from './device-condition.tsx';
import { DeviceHealth } from './device-health.tsx';
import { DeviceLog } from './device-log.tsx';
import { DeviceMessages } from './device-messages.tsx';
import { DeviceSettings } from './device-settings.tsx';
import { JustLinked } from './just-linked.tsx';
import { Linking } from './linking.tsx';
import { useDevice } from './use-device.ts';
import { waysOf } from './words.ts';

export const DevicePage = ({ id }: { id: DeviceId }) => (
  <LoggedIn>{(me) => <LiveDevice key={id} id={id} me={me} />}</LoggedIn>
);

const LiveDevice = ({ id, me }: { id: DeviceId; me: Me }) => {
  const { value, isLive, refresh } = useDevice(id);
  if (value === null) return <Waiting />;
  const { device, problem } = value;
  const canManage = me.scopes.includes('devices:manage');
  return (
    <Page
      title={device?.name ?? 'Device'}
      above={<BackTo to={`${tenantBase(location).path}${pages.devices}`} name="Devices" />}
    >
      <LiveWord isLive={isLive} />
      <ProblemNote problem={problem} {...(problem?.code !== 'device_not_found' && { onAgain: () => void refresh() })} />
      {device && <DeviceParts device={device} me={me} onChanged={refresh} />}
      {!canManage && <p className="faint">As a {me.member.role} you see this device and change nothing about it.</p>}
    </Page>
  );
};

type Props = { device: Device; me: Me; onChanged: () => Promise<void> };

/** What there is to see of a device, and what whoever is here may do with it. */
const DeviceParts = ({ device, me, onChanged }: Props) => {
  const canManage = me.scopes.includes('devices:manage');
  const { isLinked } = waysOf(device);
  return (
    <>
      <DeviceCondition device={device} />
      <JustLinked device={device} />
      {canManage && <Linking device={device} onAsked={onChanged} />}
      {isLinked && <DeviceMessages device={device} me={me} />}
      {canManage && <DeviceActions device={device} onChanged={onChanged} />}
      {isLinked && device.state !== 'stopped' && <DeviceHealth key={device.since} device={device} />}
      {canManage && (
        <>
          <DeviceSettings device={device} onChanged={onChanged} />
          <DeviceLog device={device} onChanged={onChanged} />
        </>
      )}
    </>
  );
};
