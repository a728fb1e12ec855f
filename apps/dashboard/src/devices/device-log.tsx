import { changeDevice, type Device } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { DeviceLogEntries } from './device-log-entries.tsx';

type Props = { device: Device; onChanged: () => Promise<void> };

export const DeviceLog = ({ device: { id, event_log: isKept }, onChanged }: Props) => {
  const { ask, isAsking, problem } = useAsk(changeDevice);
  const change = async () => {
    const answer = await ask({ device: id, event_log: !isKept });
    if (answer.ok) await onChanged();
  };
  return (
    <section className="sheet" aria-labelledby="device-log">
      <h2 id="device-log">Log</h2>
      <label className="check">
        <input type="checkbox" checked={isKept} aria-disabled={isAsking} onChange={() => !isAsking && void change()} />
        <span>
          Keep a log of what passes between this device and WhatsApp
          <span className="faint">For finding faults. It holds no numbers, texts or keys.</span>
        </span>
      </label>
      <ProblemNote problem={problem} />
      {isKept && <DeviceLogEntries id={id} />}
    </section>
  );
};
