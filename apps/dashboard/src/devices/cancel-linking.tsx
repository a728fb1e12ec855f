import { type Device, unlinkDevice } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { focusHeading } from '../ui/focus-heading.ts';

type Props = { device: Device; onAsked: () => Promise<void> };

/** Takes back the wish to link, before anything is linked: nothing is lost, so nobody is asked whether they mean it. */
export const CancelLinking = ({ device, onAsked }: Props) => {
  const { ask, isAsking, problem } = useAsk(unlinkDevice);
  const cancel = async () => {
    const answer = await ask({ device: device.id });
    await onAsked();
    if (answer.ok) focusHeading();
  };
  return (
    <>
      <ProblemNote problem={problem} />
      <div className="actions">
        <button type="button" className="quiet" aria-disabled={isAsking} onClick={() => !isAsking && void cancel()}>
          {isAsking ? 'One moment …' : 'Cancel linking'}
        </button>
      </div>
    </>
  );
};
