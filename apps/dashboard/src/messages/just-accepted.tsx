import type { Message } from '@parley/contract';
import { useEffect, useRef } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { LiveWord } from '../events/live-word.tsx';
import { Link } from '../ui/link.tsx';
import { MessageActions } from './message-actions.tsx';
import { messagePath } from './message-path.ts';
import { Outcome } from './outcome.tsx';
import { Progress } from './progress.tsx';
import { useMessage } from './use-message.ts';
import { partnerOf } from './words.ts';

/** What becomes of the text that was just sent, as it happens. */
export const JustAccepted = ({ accepted }: { accepted: Message }) => {
  const { value, isLive, refresh } = useMessage(accepted.id);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const message = value?.message ?? accepted;
  return (
    <section ref={panel} className="sheet just-accepted" tabIndex={-1} aria-labelledby="just-accepted">
      <h2 id="just-accepted">To {partnerOf(message)}</h2>
      <LiveWord isLive={isLive} />
      <p className="bubble">{message.text}</p>
      <Outcome message={message} />
      <Progress message={message} />
      <ProblemNote problem={value?.problem ?? null} />
      <MessageActions message={message} onChanged={refresh} />
      <p>
        <Link to={`${tenantBase(location).path}${messagePath(message.id)}`}>Open its page</Link>
      </p>
    </section>
  );
};
