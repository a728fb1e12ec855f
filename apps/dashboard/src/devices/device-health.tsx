import { useState } from 'react';
import { type Device, getDeviceHealth, type OutputOf } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Fact, TimeFact } from '../ui/fact.tsx';

type Health = OutputOf<typeof getDeviceHealth>;

/** Asked on demand: it is the live session that answers, not what was last written down. */
export const DeviceHealth = ({ device }: { device: Device }) => {
  const [health, setHealth] = useState<Health | null>(null);
  const { ask, isAsking, problem } = useAsk(getDeviceHealth);
  const look = async () => {
    const answer = await ask({ device: device.id });
    setHealth(answer.ok ? answer.value : null);
  };
  return (
    <section className="sheet" aria-labelledby="device-health">
      <div className="titled">
        <h2 id="device-health">Health</h2>
        <button type="button" className="quiet" aria-disabled={isAsking} onClick={() => !isAsking && void look()}>
          {isAsking ? 'One moment …' : 'Ask the session'}
        </button>
      </div>
      <div className="told" aria-live="polite">
        <ProblemNote problem={problem} />
        {health === null && problem === null && (
          <p className="faint">Asks the live session how its connection to WhatsApp and its phone are doing.</p>
        )}
        {health !== null && <HealthFacts health={health} />}
      </div>
    </section>
  );
};

const HealthFacts = ({ health }: { health: Health }) => (
  <dl className="times">
    <Fact name="Connection to WhatsApp">{health.socket === 'open' ? 'open' : 'closed'}</Fact>
    <TimeFact name="Opened" time={health.connected_since} or="not open" />
    <TimeFact name="WhatsApp last heard" time={health.last_heard_at} or="not yet" />
    <TimeFact name="Phone last seen" time={health.phone_last_seen_at} or="not yet" />
    <Fact name="Unanswered questions">{health.unanswered_queries}</Fact>
  </dl>
);
