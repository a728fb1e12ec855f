import { type Logger, pause } from '@parley/runtime';
import { type Claimed, StaleEpoch } from '@parley/store';
import type { Session, SessionEvent } from '@parley/whatsapp';
import { type ConditionEvent, isOpen } from '../sessions/apply-event.ts';
import type { Held, InSession } from '../sessions/held.ts';
import type { DispatchTimes } from './dispatch-times.ts';
import type { MessageMetrics } from './message-metrics.ts';
import { jitter } from './pace.ts';
import { createReachout } from './reachout.ts';
import { createRecorder } from './recorder.ts';
import { toRefusal } from './to-news.ts';
import { createTries } from './tries.ts';

/** What a device has to send, as long as this process holds it. */
export type Outbox = {
  /** Begins to send what is due, and waits for no ack: whatever ends goes on with the next by itself, for a while. Where
   * more is left then, the device's job is put back behind its neighbours'. */
  drain: () => Promise<void>;
  /** What WhatsApp says of messages, also when nobody waits for it any more. */
  hear: (event: Extract<SessionEvent, { kind: 'ack' | 'receipt' }>) => void;
  /** How the device is from now on. */
  hearCondition: (event: ConditionEvent) => void;
  /** Sends nothing more over this connection, and waits for the acks under way, for a moment. */
  rest: () => Promise<void>;
  /** The same for good, where this process leaves the device to another. */
  settle: () => Promise<void>;
  /** When the connection is gone. Resolves once nothing more is written. */
  close: () => Promise<void>;
};

type Options = {
  held: Held;
  inSession: InSession;
  session: () => Session | null;
  /** Puts the device's job into the queue of its shard. */
  putBack: () => void;
  times: DispatchTimes;
  metrics: MessageMetrics;
  logger: Logger;
};

export const createOutbox = ({ held, inSession, session, putBack, times, metrics, logger }: Options): Outbox => {
  const closing = new AbortController();
  const reachout = createReachout(times.lockKnownMs);
  const recorder = createRecorder({
    write: (news) => inSession(held, ({ messages }) => messages.record(news)),
    logger,
  });
  const tries = createTries({
    recorder,
    reachout,
    times,
    metrics,
    logger,
    closing: closing.signal,
    onFree: () => goOn(),
  });
  let draining: Promise<void> | null = null;
  let isWanted = false;
  let mayHaveMore = false;
  let sliceEnds = 0;
  let timer: NodeJS.Timeout | undefined;
  let resumedUnder: number | null = null;
  let isConnectionNew = true;
  let isResting = false;

  const wakeIn = (ms: number | null): void => {
    clearTimeout(timer);
    if (ms === null || closing.signal.aborted) return;
    timer = setTimeout(putBack, Math.min(Math.ceil(ms), longestTimerMs));
  };

  const goOn = (): void => {
    const wantsMore = mayHaveMore && !closing.signal.aborted;
    if (wantsMore && performance.now() < sliceEnds) return void look();
    void recorder.flush();
    if (wantsMore) putBack();
  };

  /** Before anything is sent: what became of what was tried before us, or over a connection that is gone; and whether
   * the device may write to people who do not know it. */
  const catchUp = async (): Promise<void> => {
    const { epoch } = held.shard;
    const isOfNewConnection = isConnectionNew && session()?.health().isOpen === true;
    if (resumedUnder !== epoch || isOfNewConnection) {
      // Whatever is not among them any more has been noted, and is written before it could be taken for lost.
      const underWay = tries.whatsappIds();
      await recorder.flush();
      const inMs = isOfNewConnection ? times.evidenceMs : 0;
      await inSession(held, ({ messages }) => messages.resume({ underWay, inMs }));
      resumedUnder = epoch;
      if (isOfNewConnection) isConnectionNew = false;
    }
    const news = reachout.takeNews();
    if (news !== undefined) await inSession(held, ({ messages }) => messages.freezeFirstContacts(news.until));
  };

  /** In the transaction in which is recorded what was acked meanwhile. */
  const claim = async (limit: number): Promise<Claimed> => {
    const news = recorder.take();
    try {
      return await inSession(held, async ({ messages }) => {
        if (news.length > 0) await messages.record(news);
        return messages.claim({ limit, busyChats: tries.busyChats(), jitter: jitter() });
      });
    } catch (error) {
      recorder.giveBack(news);
      throw error;
    }
  };

  const run = async (): Promise<void> => {
    await catchUp();
    for (;;) {
      if (closing.signal.aborted) return;
      const open = session();
      if (open?.health().isOpen !== true) {
        if (await inSession(held, ({ messages }) => messages.failUnsendable())) putBack();
        return;
      }
      if (isResting) return;
      const room = times.chatsAtOnce - tries.busyChats().length;
      mayHaveMore = true;
      if (room <= 0 || reachout.isAwaited()) return;
      const claimed = await claim(room);
      for (const message of claimed.messages) tries.begin(open, message, claimed);
      mayHaveMore = claimed.hasMore;
      wakeIn(claimed.nextInMs);
      if (!claimed.hasMore || claimed.messages.length === 0) return;
    }
  };

  const runWhileWanted = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      try {
        await run();
      } catch (error) {
        if (error instanceof StaleEpoch) break;
        logger.warn({ err: error }, 'messages are sent before long');
        wakeIn(times.againMs);
      } finally {
        void recorder.flush();
      }
    }
    // In the same breath as the last look at what is wanted: who comes after it begins anew.
    draining = null;
  };

  const look = (): Promise<void> => {
    isWanted = true;
    draining ??= runWhileWanted();
    return draining;
  };

  const untilEnded = async (): Promise<void> => {
    const enough = new AbortController();
    await Promise.race([tries.ended(), pause(times.closingMs, enough.signal)]);
    enough.abort();
  };

  return {
    drain: () => {
      sliceEnds = performance.now() + times.sliceMs;
      return look();
    },
    hear: (event) => {
      const { id: whatsappId } = event;
      const of = { whatsappId, at: new Date() };
      if (event.kind === 'receipt') void recorder.note({ ...of, became: event.status });
      else if (tries.isAwaited(whatsappId)) return;
      else if (event.refusedWith === null) void recorder.note({ ...of, became: 'sent' });
      else void recorder.note(toRefusal(whatsappId, { why: 'refused', refusedWith: event.refusedWith }, null));
    },
    hearCondition: (event) => {
      reachout.hear(event);
      if (isOpen(event)) {
        isResting = false;
        putBack();
      } else isConnectionNew = true;
    },
    rest: async () => {
      isResting = true;
      await draining;
      await untilEnded();
    },
    settle: async () => {
      closing.abort();
      clearTimeout(timer);
      if (held.shard.isMine()) await untilEnded();
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await draining;
      await tries.ended();
      await recorder.close();
    },
  };
};

/** A timer cannot be set for longer than 24 days. */
const longestTimerMs = 86_400_000;
