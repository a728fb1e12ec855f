import type { Device } from '@parley/contract';
import { NetworkBadge } from './network-badge.tsx';
import { StateBadge } from './state-badge.tsx';
import { pendingWords } from './words.ts';

/** How a device is, why, and what to do; read aloud when that changes. */
export const Condition = ({ device }: { device: Device }) => {
  const { state, network, message, user_action: action } = device;
  const pending = pendingWords(device);
  return (
    <div className="condition" aria-live="polite">
      <p className="badges">
        <StateBadge state={state} />
        <NetworkBadge network={network} />
      </p>
      <p>
        <span className="message">{message}</span> {action !== null && <span className="faint">{action}</span>}
      </p>
      {pending !== null && <p className="faint late">{pending}</p>}
    </div>
  );
};
