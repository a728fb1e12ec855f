import { type Logger, pause } from '@parley/runtime';
import { StaleEpoch, StoreUnavailable } from '@parley/store';
import type { SessionEvent } from '@parley/whatsapp';
import { createBackOff } from '../sessions/back-off.ts';

/** What a device has received, on its way into its rows: what comes while a write is under way goes into the next one. It
 * stays in the vault until then, so that whoever holds the device next finds what never got there. */
export type Inbox = {
  hear: (event: HeardMessage) => void;
  /** Tries once more to write what is left, and nothing after that. */
  close: () => Promise<void>;
};

export type HeardMessage = Extract<SessionEvent, { kind: 'message' }>;

type Options = {
  write: (heard: readonly HeardMessage[]) => Promise<void>;
  logger: Logger;
};

export const createInbox = ({ write, logger }: Options): Inbox => {
  const closing = new AbortController();
  const backOff = createBackOff({ firstMs: 200, mostMs: 5_000 });
  /** By where they are kept: a session that is opened again tells what is left once more. */
  const waiting = new Map<string, HeardMessage>();
  let writing: Promise<void> | null = null;
  let [most, failures] = [atOnce, 0];

  const writeSome = async (): Promise<void> => {
    const some = [...waiting.values()].slice(0, most);
    await write(some);
    for (const { keptAs } of some) waiting.delete(keptAs.id);
    [most, failures] = [atOnce, 0];
    backOff.reset();
  };

  /** Of what Postgres takes not even alone the others are not to suffer. */
  const standBack = (error: unknown): void => {
    if (error instanceof StoreUnavailable) return;
    failures += 1;
    const [first] = waiting.keys();
    if (most === 1 && failures > triesAlone && first !== undefined) {
      waiting.delete(first);
      failures = 0;
      logger.error({ err: error }, 'a message was not recorded; it is kept, and tried again when the device is opened');
    }
    most = 1;
  };

  const writeDown = async (): Promise<void> => {
    while (waiting.size > 0) {
      try {
        await writeSome();
      } catch (error) {
        if (error instanceof StaleEpoch) return waiting.clear();
        logger.warn({ err: error, waiting: waiting.size }, 'received messages not written down yet');
        standBack(error);
        if (closing.signal.aborted) return;
        await pause(backOff.next(), closing.signal);
      }
    }
  };

  const begin = (): Promise<void> => {
    writing ??= writeDown().finally(() => {
      writing = null;
      if (waiting.size > 0 && !closing.signal.aborted) void begin();
    });
    return writing;
  };

  return {
    hear: (event) => {
      waiting.set(event.keptAs.id, event);
      void begin();
    },
    close: async () => {
      closing.abort();
      await begin();
      waiting.clear();
    },
  };
};

/** A transaction of a session has little time. */
const atOnce = 100;
const triesAlone = 3;
