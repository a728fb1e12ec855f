import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, type Logger } from '@parley/runtime';
import { type Letter, toMail } from './letters.ts';
import type { Mailer } from './mailer.ts';

/** Takes letters and sees to it that they leave. Nobody waits for it: a mail server's trouble is not the caller's. */
export type Postman = {
  post(letter: Letter | WrittenLater): void;
  /** What waits to be tried again is tried once more, now. What has not left soon after is given up. */
  close(): Promise<void>;
};

/** A letter that is written when the answer is given already, if there is anybody to write to. */
type WrittenLater = () => Promise<Letter | null>;

export type PostmanOptions = {
  mailer: Mailer;
  logger: Logger;
  /** How long to wait before each further try. */
  delaysMs?: readonly number[];
  /** How long a try may take, and how long what is under way when it closes. */
  tryMs?: number;
  closeMs?: number;
};

/** Letters wait in memory: a mail server that is away for longer than this costs the letters, which can be asked for anew. */
const usualDelaysMs = [1_000, 5_000, 30_000, 120_000];

export const createPostman = ({
  mailer,
  logger,
  delaysMs = usualDelaysMs,
  tryMs = 30_000,
  closeMs = 5_000,
}: PostmanOptions): Postman => {
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();
  const givingUp = new AbortController();

  /** Null, or why it did not leave. */
  const tryOnce = async (letter: Letter): Promise<Refusal | null> => {
    try {
      await mailer.send(toMail(letter), AbortSignal.any([givingUp.signal, AbortSignal.timeout(tryMs)]));
      return null;
    } catch (error) {
      return toRefusal(error);
    }
  };

  const deliver = async (letter: Letter): Promise<void> => {
    for (const delayMs of [...delaysMs, null]) {
      const isLastTry = delayMs === null || closing.signal.aborted;
      const refusal = await tryOnce(letter);
      if (refusal === null) return;
      const { isFinal, ...why } = refusal;
      const facts = { letter: letter.kind, ...why };
      if (isLastTry || isFinal) return logger.error(facts, 'letter not sent');
      logger.warn({ ...facts, again_in_ms: delayMs }, 'letter not sent yet');
      await sleep(delayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  const writeAndDeliver = async (write: WrittenLater): Promise<void> => {
    const letter = await write().catch((error: unknown) => logger.error({ err: error }, 'letter not written'));
    if (letter) await deliver(letter);
  };

  return {
    post: (letter) => {
      const delivering = (typeof letter === 'function' ? writeAndDeliver(letter) : deliver(letter)).finally(() =>
        underWay.delete(delivering),
      );
      underWay.add(delivering);
    },
    close: async () => {
      closing.abort();
      const timer = setTimeout(() => givingUp.abort(), closeMs);
      await Promise.all(underWay);
      clearTimeout(timer);
    },
  };
};

/** Of an error, what may be logged: a server's own words may hold the address, or the mail. */
type Refusal = { reason: string; answer?: number; isFinal: boolean };

const toRefusal = (error: unknown): Refusal => {
  const reason = errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
  const answer = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  if (typeof answer !== 'number') return { reason, isFinal: false };
  // By the rules of SMTP an answer from 500 on will be the same next time.
  return { reason, answer, isFinal: answer >= 500 };
};
