import { getUsage, type OutputOf } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { Fact } from '../ui/fact.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';
import { UsageTable } from './usage-table.tsx';
import { type Span, toInput } from './span.ts';

/** What was sent, day by day, newest first. */
export const UsageByDay = ({ span }: { span: Span }) => {
  const load = useCallback(() => ask(getUsage, toInput(span)), [span]);
  const { value: answer, again } = useLoaded(load);
  return (
    <section className="sheet" aria-labelledby="usage">
      <h2 id="usage">Usage by day</h2>
      {answer === null && <Waiting />}
      {answer?.ok === false && <ProblemNote problem={answer.problem} onAgain={again} />}
      {answer?.ok && <Usage usage={answer.value} />}
    </section>
  );
};

const Usage = ({ usage: { from, to, totals, days } }: { usage: OutputOf<typeof getUsage> }) => (
  <>
    <dl className="times">
      <Fact name="From">{from}</Fact>
      <Fact name="To">{to}</Fact>
      <Fact name="Accepted">{totals.accepted}</Fact>
      <Fact name="Sent">{totals.successful_count}</Fact>
      <Fact name="Pending">{totals.pending}</Fact>
      <Fact name="Failed">{totals.failed}</Fact>
    </dl>
    {days.length === 0 ? <p className="faint">Nothing was sent on these days.</p> : <UsageTable days={days} />}
    <p className="faint says">
      Days are those of your tenant’s time zone. What was canceled or has expired counts as failed.
    </p>
  </>
);
