import type { Message } from '@parley/contract';
import { useNow } from '../ui/use-now.ts';
import { StatusBadge } from './status-badge.tsx';
import { adviceOf, wordsOf } from './words.ts';

/** What has become of a message, why, and what to do; read aloud when that changes. */
export const Outcome = ({ message }: { message: Message }) => {
  const { sentence } = wordsOf(message, useNow());
  const advice = adviceOf(message);
  return (
    <div className="condition" aria-live="polite">
      <p className="badges">
        <StatusBadge message={message} />
      </p>
      <p>
        <span className="message">{message.failure?.message ?? sentence}</span>{' '}
        {advice !== null && <span className="faint">{advice}</span>}
      </p>
    </div>
  );
};
