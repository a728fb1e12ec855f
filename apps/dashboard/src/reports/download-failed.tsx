import { listFailedNumbers } from '@parley/contract';
import { useState } from 'react';
import type { Trouble } from '../api/call.ts';
import { download } from '../api/download.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { type Span, toInput } from './span.ts';

/** All of them as a file, not only those on the page. */
export const DownloadFailed = ({ span }: { span: Span }) => {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Trouble | null>(null);
  const save = async () => {
    setIsBusy(true);
    setProblem(await download(listFailedNumbers, { ...toInput(span), format: 'csv' }, 'failed-numbers.csv'));
    setIsBusy(false);
  };
  return (
    <div className="download">
      <button type="button" className="quiet" aria-disabled={isBusy} onClick={() => !isBusy && void save()}>
        {isBusy ? 'One moment …' : 'Download as CSV'}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
};
