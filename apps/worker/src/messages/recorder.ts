import { advance } from '@parley/contract';
import { type Logger, pause } from '@parley/runtime';
import { type MessageNews, StaleEpoch } from '@parley/store';
import { createBackOff } from '../sessions/back-off.ts';

/** Writes down what is learned of a device's messages: what comes while a write is under way goes into the next one. */
export type Recorder = {
  /** Resolves once it is written, or never will be. */
  note: (news: MessageNews) => Promise<void>;
  /** The same, for what may wait for a moment: somebody takes it along before long, or has it flushed. */
  put: (news: MessageNews) => void;
  /** Hands over what waits, to be written in another transaction; it is given back where that failed. */
  take: () => MessageNews[];
  giveBack: (news: readonly MessageNews[]) => void;
  flush: () => Promise<void>;
  /** Tries once more to write what is left, and nothing after that. */
  close: () => Promise<void>;
};

type Options = { write: (news: MessageNews[]) => Promise<void>; logger: Logger };

export const createRecorder = ({ write, logger }: Options): Recorder => {
  const closing = new AbortController();
  const backOff = createBackOff({ firstMs: 200, mostMs: 5_000 });
  let waiting = new Map<string, MessageNews>();
  let writing: Promise<void> | null = null;

  const writeDown = async (): Promise<void> => {
    while (waiting.size > 0 && (await writeSome()));
    // In the same breath as the last look: what comes after it begins anew.
    writing = null;
  };

  /** Whether to go on. */
  const writeSome = async (): Promise<boolean> => {
    const news = waiting;
    waiting = new Map();
    try {
      await write([...news.values()]);
      backOff.reset();
    } catch (error) {
      // Whoever holds the device now finds by itself what we leave.
      if (error instanceof StaleEpoch) return false;
      giveBack([...news.values()]);
      logger.warn({ err: error, noted: waiting.size }, 'news of messages not written down yet');
      if (closing.signal.aborted) return false;
      await pause(backOff.next(), closing.signal);
    }
    return true;
  };

  const put = (news: MessageNews): void => {
    const known = waiting.get(news.whatsappId);
    waiting.set(news.whatsappId, known === undefined ? news : furtherOf(known, news));
  };

  /** It happened before what came meanwhile. */
  const giveBack = (news: readonly MessageNews[]): void => {
    const later = waiting;
    waiting = new Map();
    for (const each of [...news, ...later.values()]) put(each);
  };

  const begin = (): Promise<void> => {
    if (writing === null && waiting.size > 0) writing = writeDown();
    return writing ?? Promise.resolve();
  };

  return {
    note: async (news) => {
      put(news);
      await begin();
    },
    put,
    take: () => {
      const news = [...waiting.values()];
      waiting = new Map();
      return news;
    },
    giveBack,
    flush: begin,
    close: async () => {
      closing.abort();
      await writing;
      await begin();
      waiting.clear();
    },
  };
};

/** One row takes one of them. That nothing has left says less than anything that is known. */
const furtherOf = (known: MessageNews, news: MessageNews): MessageNews =>
  advance(known.became, news.became) === known.became ? known : news;
