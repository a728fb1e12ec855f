import { type Event, listEvents, type RequestOf } from '@parley/contract';
import { ask } from '../api/ask.ts';
import type { Answer } from '../api/call.ts';
import { pause, untilSeen } from './pauses.ts';

export type Following = {
  /** From here on every event is told; what was there before is to be looked at once. Again after a gap. */
  onBegin: () => void;
  /** Told nothing as well, now and then, where nothing has happened. */
  onEvents: (events: readonly Event[]) => void;
  /** Whether the feed is there. */
  onLive: (isLive: boolean) => void;
  /** Ends it. */
  signal: AbortSignal;
};

/**
 * Reads the feed for as long as a page is open, by long polls: one that is lost is asked again from the same cursor,
 * so nothing is missed. A tab behind another does not hold one of the few connections that a browser has for each
 * host; it catches up when it is looked at again.
 */
export const followEvents = async ({ onBegin, onEvents, onLive, signal }: Following): Promise<void> => {
  let cursor: string | null = null;
  let failures = 0;
  for (;;) {
    await untilSeen(signal);
    const answer: Answer<typeof listEvents> = await poll(inputFrom(cursor, failures), signal);
    if (signal.aborted) return;
    if (!answer.ok) {
      // The login has ended: another page is opening.
      if (answer.problem.code === 'login_required') return;
      // What a cursor stood for may be gone, after a week with the lid closed.
      if (answer.problem.code === 'input_invalid') cursor = null;
      failures += 1;
      onLive(false);
      await pause(backOffMs(failures), signal);
      continue;
    }
    failures = 0;
    onLive(true);
    const { data } = answer.value;
    if (cursor === null) onBegin();
    else onEvents(data);
    cursor = answer.value.next_cursor;
    // A storm of events becomes a few batches.
    if (data.length > 0) await pause(gatherMs, signal);
  }
};

/** One question, given up where the browser says that it is off the net: what was asked may never be answered then. */
const poll = async (input: RequestOf<typeof listEvents>, signal: AbortSignal): Promise<Answer<typeof listEvents>> => {
  const lost = new AbortController();
  const lose = () => lost.abort();
  addEventListener('offline', lose);
  const answer = await ask(listEvents, input, {
    signal: AbortSignal.any([signal, lost.signal, AbortSignal.timeout(deafMs)]),
  });
  removeEventListener('offline', lose);
  return answer;
};

/** The first question, and the first after trouble, is answered at once: then it is known whether the feed is there. */
const inputFrom = (cursor: string | null, failures: number): RequestOf<typeof listEvents> =>
  cursor === null ? { limit } : { limit, cursor, wait: failures > 0 ? 0 : waitSeconds };

/** 1, 2, 4 … 30 seconds, a little less for some, so that not every page of the world asks at the same moment. */
const backOffMs = (failures: number): number =>
  Math.min(30_000, 1_000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 4);

const limit = 200;
const waitSeconds = 25;
/** After that nobody is there who would answer. */
const deafMs = 40_000;
const gatherMs = 250;
