import { canFail, type Logger, pause } from '@parley/runtime';
import type { Claimed, ClaimedMessage } from '@parley/store';
import type { SendOutcome, SendTrouble, Session } from '@parley/whatsapp';
import type { DispatchTimes } from './dispatch-times.ts';
import type { MessageMetrics } from './message-metrics.ts';
import { typingMs } from './pace.ts';
import type { Reachout } from './reachout.ts';
import type { Recorder } from './recorder.ts';
import { reachoutLocked, toNews } from './to-news.ts';

/** The tries of a device's messages that are under way: in each chat one at a time. */
export type Tries = {
  /** What was claimed is given to its session, and what becomes of it is recorded. Waits for nothing of it. */
  begin: (to: Session, message: ClaimedMessage, how: Pick<Claimed, 'showsTyping'>) => void;
  /** Whether its try itself hears what becomes of it. */
  isAwaited: (whatsappId: string) => boolean;
  busyChats: () => string[];
  whatsappIds: () => string[];
  /** Resolves once all that are under way now have ended. */
  ended: () => Promise<void>;
};

type Options = {
  recorder: Pick<Recorder, 'note' | 'put'>;
  reachout: Pick<Reachout, 'lockedUntil'>;
  times: DispatchTimes;
  metrics: MessageMetrics;
  logger: Logger;
  /** Once it is aborted nothing more leaves. */
  closing: AbortSignal;
  /** A chat is free again. */
  onFree: () => void;
};

type Try = { whatsappId: string; outcome: Promise<void> };

export const createTries = ({ recorder, reachout, times, metrics, logger, closing, onFree }: Options): Tries => {
  /** By chat. */
  const underWay = new Map<string, Try>();
  /** What is being written of it then, by chat. */
  const recording = new Map<string, Promise<void>>();
  const awaited = new Set<string>();
  /** How often nobody answered whom they are for: on a network, or a machine, that is slow for a while nobody may. */
  const unanswered = new Map<string, number>();

  const send = async (to: Session, message: ClaimedMessage, showsTyping: boolean): Promise<void> => {
    const { whatsappId, phone, text, attempts, isFirstContact, waitedMs } = message;
    const claimedAt = performance.now();
    if (showsTyping && !isFirstContact && attempts === 1) {
      void to.compose({ phone }, 'composing');
      await pause(typingMs(text), closing);
    }
    if (closing.aborted) return settleWith(message, neverLeft);
    metrics.tried(attempts, waitedMs + performance.now() - claimedAt);
    // The ack of an earlier try may come before this one is written.
    if (attempts === 1) awaited.add(whatsappId);
    const outcome = await to.send({ id: whatsappId, to: { phone }, content: { kind: 'text', text } });
    awaited.delete(whatsappId);
    await settleWith(message, !outcome.acked && isAskedAgain(to, whatsappId, outcome.why) ? neverLeft : outcome);
  };

  /** Whoever did not answer while the connection went may answer over the next; and nobody is given up at once. */
  const isAskedAgain = (to: Session, whatsappId: string, why: SendTrouble): boolean => {
    const asked = (unanswered.get(whatsappId) ?? 0) + 1;
    unanswered.delete(whatsappId);
    if (why !== 'recipient_unreachable') return false;
    if (!to.health().isOpen) return true;
    if (asked < timesAsked) unanswered.set(whatsappId, asked);
    return asked < timesAsked;
  };

  const settleWith = async (message: ClaimedMessage, outcome: SendOutcome): Promise<void> => {
    const isLocked = !outcome.acked && outcome.certain && outcome.refusedWith === reachoutLocked;
    const lockedUntil = isLocked ? await reachout.lockedUntil() : null;
    const news = toNews(message, outcome, { retryAfterMs: times.retryAfterMs, lockedUntil });
    metrics.learned(news.became);
    // Whoever claims the next takes it along; anything else is written first, since it says what is next.
    if (outcome.acked) recorder.put(news);
    else recording.set(message.chat, recorder.note(news));
  };

  return {
    begin: (to, message, { showsTyping }) => {
      const { chat, whatsappId } = message;
      const outcome = canFail(send(to, message, showsTyping), 'its fate is unknown', logger).then(() => undefined);
      underWay.set(chat, { whatsappId, outcome });
      void outcome
        .then(() => recording.get(chat))
        .finally(() => {
          recording.delete(chat);
          underWay.delete(chat);
          onFree();
        });
    },
    isAwaited: (whatsappId) => awaited.has(whatsappId),
    busyChats: () => [...underWay.keys()],
    whatsappIds: () => [...underWay.values()].map(({ whatsappId }) => whatsappId),
    ended: async () => {
      await Promise.all([...underWay.values()].map(({ outcome }) => outcome));
    },
  };
};

const neverLeft: SendOutcome = { acked: false, certain: true, refusedWith: null, why: 'not_connected' };

/** So often it is asked where a message is to go, before it fails for want of an answer. */
const timesAsked = 3;
