import { type DeviceId, type DeviceLogEntry, listDeviceLog } from '@parley/contract';
import { useCallback } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { usePages } from '../api/use-pages.ts';

/** Newest first, as of when it was looked at; what passes meanwhile does not push away what one reads. */
export const DeviceLogEntries = ({ id }: { id: DeviceId }) => {
  const askFrom = useCallback(
    (cursor: string | null) => ask(listDeviceLog, { device: id, ...(cursor !== null && { cursor }) }),
    [id],
  );
  const { listed, problem, load } = usePages<DeviceLogEntry>(askFrom);
  const { items = [], nextCursor = null } = listed ?? {};
  return (
    <>
      <ProblemNote problem={problem} />
      {listed !== null && items.length === 0 && <p className="faint">Nothing has passed yet.</p>}
      <ol className="log" aria-label="Log, newest first">
        {items.map((entry) => (
          <LogLine key={entry.id} entry={entry} />
        ))}
      </ol>
      <div className="actions">
        <button type="button" className="quiet" onClick={() => void load(null)}>
          Look again
        </button>
        {nextCursor !== null && (
          <button type="button" className="quiet" onClick={() => void load(nextCursor)}>
            Show older
          </button>
        )}
      </div>
    </>
  );
};

const LogLine = ({ entry: { at, direction, shape } }: { entry: DeviceLogEntry }) => (
  <li>
    <time dateTime={at}>{new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}</time>
    <span className="faint">{direction === 'in' ? 'from WhatsApp' : 'to WhatsApp'}</span>
    <code>{JSON.stringify(shape, withoutEmpty)}</code>
  </li>
);

const withoutEmpty = (_key: string, part: unknown): unknown =>
  part === 0 || (typeof part === 'object' && part !== null && Object.keys(part).length === 0) ? undefined : part;
