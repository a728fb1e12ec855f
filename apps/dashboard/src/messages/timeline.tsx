import { getTimeline, type Message, type OutputOf } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { toldOf } from './timeline-words.ts';

/** What has happened to a message, in order. Looked at again whenever the message is. */
export const Timeline = ({ message }: { message: Message }) => {
  const load = useCallback(() => ask(getTimeline, { id: message.id }), [message]);
  const { value: answer, again } = useLoaded(load);
  return (
    <section className="sheet" aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      {answer?.ok === false && <ProblemNote problem={answer.problem} onAgain={again} />}
      {answer?.ok && answer.value.data.length === 0 && (
        <p className="faint">It is longer ago than your plan keeps what happened.</p>
      )}
      {answer?.ok && (
        <ol className="timeline">
          {answer.value.data.map((entry) => (
            <Told key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
};

const Told = ({ entry }: { entry: OutputOf<typeof getTimeline>['data'][number] }) => (
  <li>
    <time dateTime={entry.at}>
      {new Date(entry.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
    <span>{toldOf(entry)}</span>
  </li>
);
