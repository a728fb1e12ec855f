import type { Device } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { Link } from '../ui/link.tsx';
import { TimeFact } from '../ui/fact.tsx';
import { Condition } from './condition.tsx';
import { devicePath } from './device-path.ts';
import { waysOf } from './words.ts';

/** One device in a few lines: whose number, how it is, and what to do about it. */
export const DeviceRow = ({ device, canManage }: { device: Device; canManage: boolean }) => {
  const { name, phone } = device;
  const { canLink, isLinking } = waysOf(device);
  const page = `${tenantBase(location).path}${devicePath(device.id)}`;
  return (
    <li className="row">
      <div className="row-head">
        <h2>
          <Link to={page}>{name}</Link>
        </h2>
        {phone !== null && <span className="faint">{phone}</span>}
      </div>
      <Condition device={device} />
      <dl className="times">
        <TimeFact name="Since" time={device.since} />
        {device.until !== null && <TimeFact name="Ends" time={device.until} />}
      </dl>
      {canManage && (canLink || isLinking) && (
        <div className="row-actions">
          <Link to={page} className="button quiet">
            {canLink ? 'Link it' : 'Go on linking'}
            <span className="unseen">: {name}</span>
          </Link>
        </div>
      )}
    </li>
  );
};
