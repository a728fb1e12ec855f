import { deleteDevice, type Device, pages, restartDevice, stopDevice, unlinkDevice } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { go } from '../ui/router.ts';
import { deleteWords, restartWords, stopWords, unlinkWords } from './act-words.ts';
import { toldDeleted } from './deleted-name.ts';
import { DeviceAct } from './device-act.tsx';
import { waysOf } from './words.ts';

type Props = { device: Device; onChanged: () => Promise<void> };

/** What can be done with a device as it is now, from the lightest to the last. */
export const DeviceActions = ({ device, onChanged }: Props) => {
  const { isLinked } = waysOf(device);
  const leave = () =>
    go(`${tenantBase(location).path}${pages.devices}`, { isReplacing: true, state: toldDeleted(device.name) });
  return (
    <section className="sheet" aria-labelledby="device-actions">
      <h2 id="device-actions">Actions</h2>
      <ul className="acts">
        {isLinked && <DeviceAct device={device} operation={restartDevice} words={restartWords} onDone={onChanged} />}
        {isLinked && device.state !== 'stopped' && (
          <DeviceAct device={device} operation={stopDevice} words={stopWords} onDone={onChanged} />
        )}
        {isLinked && <DeviceAct device={device} operation={unlinkDevice} words={unlinkWords} onDone={onChanged} />}
        <DeviceAct device={device} operation={deleteDevice} words={deleteWords} onDone={leave} />
      </ul>
    </section>
  );
};
