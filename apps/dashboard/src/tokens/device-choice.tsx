import type { DeviceId } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { loadDevices } from '../devices/load-devices.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import type { Draft } from './draft.ts';

type Props = { draft: Draft; onChange: (part: Partial<Draft>) => void };

/** The only devices a token may use, by their names. Those of another network it could not use anyway. */
export const DeviceChoice = ({ draft: { network, devices: chosen }, onChange }: Props) => {
  const { value: answer, again } = useLoaded(loadDevices);
  if (answer === null) return null;
  if (!answer.ok) return <ProblemNote problem={answer.problem} onAgain={again} />;
  const offered = answer.value.data.filter((device) => device.network === network);
  const toggle = (id: DeviceId) =>
    onChange({ devices: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] });
  return (
    <fieldset className="narrowing" aria-describedby="devices-say">
      <legend>Only these devices</legend>
      <p id="devices-say" className="faint says">
        {offered.length === 0
          ? `You have no ${network} device yet. The token may use any you add.`
          : 'Choose none to allow any, also those you add later.'}
      </p>
      {offered.map(({ id, name, phone }) => (
        <label key={id} className="check">
          <input type="checkbox" name="devices" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          <span>
            {name}
            {phone !== null && <span className="faint">{phone}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
