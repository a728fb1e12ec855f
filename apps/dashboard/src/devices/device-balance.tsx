import { type Balance, type Device, getBalance } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { Fact, TimeFact } from '../ui/fact.tsx';
import { useLoaded } from '../ui/use-loaded.ts';

/** What the device may still send today. Looked at again whenever the device is. */
export const DeviceBalance = ({ device }: { device: Device }) => {
  const load = useCallback(() => ask(getBalance, { device: device.id }), [device]);
  const { value: answer, again } = useLoaded(load);
  if (answer === null) return null;
  return answer.ok ? (
    <BalanceOfToday balance={answer.value} />
  ) : (
    <ProblemNote problem={answer.problem} onAgain={again} />
  );
};

const BalanceOfToday = ({ balance }: { balance: Balance }) => {
  const { limit, remaining, successful_count: sent, pending, failed, resets_at: resetsAt } = balance;
  return (
    <>
      <p>
        <strong>{inDigits(Math.max(0, remaining))}</strong> of {inDigits(limit)} left today
        <span className="meter" aria-hidden="true">
          <span className="bar" style={{ width: `${Math.min(100, (100 * (sent + pending)) / Math.max(1, limit))}%` }}>
            <span className="good" style={{ flexGrow: sent }} />
            <span className="busy" style={{ flexGrow: pending }} />
          </span>
        </span>
      </p>
      <dl className="times">
        <Fact name="Sent">{inDigits(sent)}</Fact>
        <Fact name="Pending">{inDigits(pending)}</Fact>
        <Fact name="Failed">{inDigits(failed)}</Fact>
        <TimeFact name="Begins anew" time={resetsAt} />
      </dl>
    </>
  );
};

const inDigits = (count: number): string => count.toLocaleString('en');
