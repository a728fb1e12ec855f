import {
  type EventType,
  eventTypes,
  type InputOf,
  type listEvents as operation,
  namesOf,
  type OutputOf,
  type ResultOf,
  yes,
} from '@parley/contract';
import type { Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf } from '../callers/reach-of.ts';
import type { Listener } from '../http/listener.ts';
import type { Waits } from './waits.ts';
import { createWatch, type Watch } from './watch.ts';

type Deps = { store: Store; signals: Signals; waits: Waits };
type Asked = { caller: Caller; input: InputOf<typeof operation>; listener: Listener };

/**
 * What the caller may hear of what has happened since its cursor: at once, when something happens, or one after the other
 * for as long as somebody listens.
 */
export const readFeed = async (
  { store, signals, waits }: Deps,
  { caller, input: { cursor, limit, wait }, listener }: Asked,
): Promise<ResultOf<typeof operation>> => {
  const { tenantId, scopes } = caller;
  const { wantsStream, lastEventId, gone } = listener;
  const rest = { limit, types: typesFor(scopes), reach: messageReachOf(caller) };
  const read = (from: string | undefined) =>
    store.forTenant(tenantId, ({ events }) => events.read({ ...rest, cursor: from }));

  const first = await read(wantsStream ? (lastEventId ?? cursor) : cursor);
  if (!first.ok || (!wantsStream && (wait === 0 || first.value.data.length > 0))) return first;
  const over = waits.enter(caller, gone);
  const watch = createWatch({ signals, tenantId, over });
  let page = first.value;
  /** Null where nothing has happened: that much is read, though. */
  const readOn = async (): Promise<FeedPage | null> => {
    const next = await read(page.next_cursor);
    if (!next.ok) throw new Error('Postgres refuses a cursor of a moment ago.');
    page = next.value;
    return page.data.length > 0 ? page : null;
  };
  if (wantsStream) return yes(toPages({ first: page, readOn, watch, over, current: () => page }));
  await watch(readOn, wait * 1_000);
  return yes(page);
};

const typesFor = (scopes: Caller['scopes']): EventType[] =>
  namesOf(eventTypes).filter((type) => {
    const scope = eventTypes[type];
    return scope === null || scopes.includes(scope);
  });

type FeedPage = OutputOf<typeof operation> & { cursors: string[] };

type Streaming = {
  first: FeedPage;
  readOn: () => Promise<FeedPage | null>;
  watch: Watch;
  over: AbortSignal;
  /** What was read last. */
  current: () => FeedPage;
};

/** A page for each event, so that whoever loses the stream goes on right behind the last one it saw. */
async function* toPages({ first, readOn, watch, over, current }: Streaming): AsyncIterable<OutputOf<typeof operation>> {
  // There is a cursor to come back with from the beginning.
  let next: FeedPage | null = first;
  for (;;) {
    const { data, cursors, next_cursor } = next ?? current();
    for (const [place, event] of data.entries()) yield { data: [event], next_cursor: cursors[place] ?? next_cursor };
    if (data.length === 0) yield { data, next_cursor };
    if (over.aborted) return;
    next = await watch(readOn, heartbeatMs);
    if (over.aborted) return;
  }
}

/** Shorter than what any proxy waits for. */
const heartbeatMs = 15_000;
