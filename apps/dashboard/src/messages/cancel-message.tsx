import { cancelMessage, type Message } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { focusHeading } from '../ui/focus-heading.ts';

type Props = { message: Message; onCanceled: () => Promise<void> };

/** Takes a message back. What was begun meanwhile is refused, and the page shows how it goes on. */
export const CancelMessage = ({ message: { id }, onCanceled }: Props) => {
  const { ask, isAsking, problem } = useAsk(cancelMessage);
  const cancel = async () => {
    const answer = await ask({ id });
    await onCanceled();
    if (answer.ok) focusHeading();
  };
  return (
    <>
      <button
        type="button"
        className="quiet danger-text"
        aria-disabled={isAsking}
        onClick={() => !isAsking && void cancel()}
      >
        {isAsking ? 'One moment …' : 'Cancel it'}
      </button>
      <ProblemNote problem={problem} />
    </>
  );
};
