import { type Device, type FailedNumber, listFailedNumbers } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { usePages } from '../api/use-pages.ts';
import { ShowMore } from '../ui/show-more.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { DownloadFailed } from './download-failed.tsx';
import { FailedRow } from './failed-row.tsx';
import { type Span, toInput } from './span.ts';

type Props = { span: Span; devices: readonly Device[] };

/** Which numbers a message did not get to, why, and what to do about it. */
export const FailedNumbers = ({ span, devices }: Props) => {
  const askFrom = useCallback(
    (cursor: string | null) => ask(listFailedNumbers, { ...toInput(span), ...(cursor !== null && { cursor }) }),
    [span],
  );
  const { listed, problem, load } = usePages<FailedNumber>(askFrom);
  const { items = [], nextCursor = null } = listed ?? {};
  return (
    <section className="failed-numbers" aria-labelledby="failed-numbers">
      <div className="titled">
        <h2 id="failed-numbers">Failed numbers</h2>
        {items.length > 0 && <DownloadFailed span={span} />}
      </div>
      {listed === null && problem === null && <Waiting />}
      <ProblemNote problem={problem} onAgain={() => void load(null)} />
      {listed !== null && items.length === 0 && <NoneFailed />}
      <ul className="rows" aria-label="Failed numbers, newest first">
        {items.map((failed) => (
          <FailedRow
            key={failed.message_id}
            failed={failed}
            deviceName={devices.find(({ id }) => id === failed.device)?.name ?? null}
          />
        ))}
      </ul>
      {nextCursor !== null && <ShowMore isLoading={false} onMore={() => load(nextCursor)} />}
    </section>
  );
};

const NoneFailed = () => (
  <div className="empty">
    <h3>None</h3>
    <p className="faint">No message failed or expired on these days.</p>
  </div>
);
