import type { Message } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { Fact, TimeFact } from '../ui/fact.tsx';
import { Link } from '../ui/link.tsx';
import { messagePath } from './message-path.ts';
import { StatusBadge } from './status-badge.tsx';
import { adviceOf, contentOf, partnerOf } from './words.ts';

type Props = {
  message: Message;
  /** What people call its device; null where that is not known. */
  deviceName: string | null;
};

/** One message in a few lines: with whom, what it says, and what has become of it. */
export const MessageRow = ({ message, deviceName }: Props) => {
  const { id, direction, failure, created_at: createdAt, send_at: sendAt, status } = message;
  const advice = adviceOf(message);
  return (
    <li className="row message-row">
      <div className="row-head">
        <h2>
          <Link to={`${tenantBase(location).path}${messagePath(id)}`}>
            {direction === 'in' ? 'From' : 'To'} {partnerOf(message)}
          </Link>
        </h2>
      </div>
      <p className="badges">
        <StatusBadge message={message} />
      </p>
      <p className="said">{contentOf(message)}</p>
      {(failure !== null || advice !== null) && (
        <p className="why">
          {failure?.message} {advice !== null && <span className="faint">{advice}</span>}
        </p>
      )}
      <dl className="times">
        <TimeFact name={direction === 'in' ? 'Received' : 'Accepted'} time={createdAt} />
        {status === 'queued' && sendAt !== null && <TimeFact name="Goes out" time={sendAt} />}
        {deviceName !== null && <Fact name="Device">{deviceName}</Fact>}
      </dl>
    </li>
  );
};
