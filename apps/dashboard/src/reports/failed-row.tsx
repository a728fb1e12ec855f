import type { FailedNumber } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { messagePath } from '../messages/message-path.ts';
import { Fact, TimeFact } from '../ui/fact.tsx';
import { Link } from '../ui/link.tsx';

type Props = { failed: FailedNumber; deviceName: string | null };

export const FailedRow = ({ failed, deviceName }: Props) => (
  <li className="row">
    <div className="row-head">
      <h3>{failed.number ?? 'A number that WhatsApp does not tell'}</h3>
      <code className="faint">{failed.reason}</code>
    </div>
    <p className="why">
      {failed.message} <span className="faint">{failed.action}</span>
    </p>
    <dl className="times">
      <TimeFact name="Failed" time={failed.failed_at} />
      {deviceName !== null && <Fact name="Device">{deviceName}</Fact>}
    </dl>
    <div className="row-actions">
      <Link to={`${tenantBase(location).path}${messagePath(failed.message_id)}`} className="button quiet">
        Message<span className="unseen"> to {failed.number}</span>
      </Link>
    </div>
  </li>
);
