import type { deleteDevice, Device, restartDevice, stopDevice, unlinkDevice } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Confirm } from '../ui/confirm.tsx';
import { focusHeading } from '../ui/focus-heading.ts';
import type { ActWords } from './act-words.ts';

type Props = {
  device: Device;
  operation: typeof restartDevice | typeof stopDevice | typeof unlinkDevice | typeof deleteDevice;
  words: ActWords;
  onDone: () => unknown;
};

/** One thing to do with a device: a button, and a question that says what will happen. */
export const DeviceAct = ({ device: { id, name }, operation, words, onDone }: Props) => {
  const [isConfirming, setIsConfirming] = useState(false);
  const { ask, isAsking, problem } = useAsk(operation);
  const act = async () => {
    const answer = await ask({ device: id });
    if (!answer.ok) return;
    setIsConfirming(false);
    await onDone();
    // What was done may have taken the button with it.
    focusHeading();
  };
  return (
    <li>
      <div>
        <strong>{words.name}</strong>
        <p className="faint">{words.sentence}</p>
      </div>
      <button
        type="button"
        className={words.isDangerous ? 'quiet danger-text' : 'quiet'}
        onClick={() => setIsConfirming(true)}
      >
        {words.name}
      </button>
      {isConfirming && (
        <Confirm
          title={`${words.name} “${name}”?`}
          action={words.name}
          isDangerous={words.isDangerous}
          isBusy={isAsking}
          onConfirm={() => void act()}
          onClose={() => setIsConfirming(false)}
        >
          <p>{words.does}</p>
          <p>{words.doesNot}</p>
          <ProblemNote problem={problem} />
        </Confirm>
      )}
    </li>
  );
};
