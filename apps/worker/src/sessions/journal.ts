import { isDeepStrictEqual } from 'node:util';
import type { DeviceCondition, RecoveryStep, RecoveryTrouble } from '@parley/contract';
import { type Logger, pause } from '@parley/runtime';
import { type SessionStore, type ShownLink, StaleEpoch } from '@parley/store';
import { createBackOff } from './back-off.ts';

/** How a device is from now on, until when that is known, and the wish that is fulfilled by it. */
type Change = { condition: DeviceCondition; until: Date | null; fulfils: string | null };

/** Something to be written down of a device. */
type Entry =
  | ({ kind: 'condition' } & Change)
  | { kind: 'link'; link: ShownLink }
  | { kind: 'linked'; phone: string; lid: string | null }
  | { kind: 'recovery'; step: RecoveryStep; trouble: RecoveryTrouble }
  | { kind: 'fulfilled'; wishId: string };

/** Writes down what becomes of a device, in the order in which it was noted, and never gives it up: what cannot be
 * written while Postgres is away is written later, and then only the last of it counts. */
export type Journal = {
  became: (condition: DeviceCondition, more?: Partial<Omit<Change, 'condition'>>) => void;
  /** How the device is, as far as it was noted here. */
  condition: () => DeviceCondition | null;
  showed: (link: ShownLink) => void;
  linked: (found: { phone: string; lid: string | null }) => void;
  took: (step: RecoveryStep, trouble: RecoveryTrouble) => void;
  fulfilled: (wishId: string) => void;
  /** Resolves once all that was noted is written, or will never be. */
  caughtUp: () => Promise<void>;
  /** Tries once more to write what is left, and nothing after that. Resolves when nothing is under way. */
  close: () => Promise<void>;
};

type Options = {
  /** In one transaction. */
  write: <T>(work: (store: SessionStore) => Promise<T>) => Promise<T>;
  /** Whether the device is ours at this moment. */
  mayWrite: () => boolean;
  logger: Logger;
  /** The number belongs to another device of the tenant already. */
  onNumberTaken: () => void;
  /** The device is not ours any more, or gone. */
  onStale: () => void;
};

export const createJournal = ({ write, mayWrite, logger, onNumberTaken, onStale }: Options): Journal => {
  const closing = new AbortController();
  const backOff = createBackOff({ firstMs: 200, mostMs: 5_000 });
  let waiting: Entry[] = [];
  let writing: Promise<void> | null = null;
  let last: Pick<Change, 'condition' | 'until'> | null = null;

  /** What was noted may never have been written. */
  const forget = (): void => {
    waiting = [];
    last = null;
  };

  const writeDown = async (): Promise<void> => {
    for (let entry = waiting[0]; entry !== undefined; entry = waiting[0]) {
      const { signal } = closing;
      try {
        await writeOne(entry);
        backOff.reset();
      } catch (error) {
        if (error instanceof StaleEpoch) {
          forget();
          return onStale();
        }
        logger.warn({ err: error, noted: waiting.length }, 'not written down yet');
        if (signal.aborted) return;
        waiting = lastOf(waiting);
        // Cut short where it is closed: then comes one last try.
        await pause(backOff.next(), signal);
      }
    }
  };

  const writeOne = async (entry: Entry): Promise<void> => {
    // Postgres would refuse it, or ought to.
    if (!mayWrite()) throw new Error('the device is not ours at this moment');
    const isTaken = (await write((store) => record(store, entry))) === 'number_taken';
    waiting = waiting.filter((each) => each !== entry);
    if (!isTaken) return;
    forget();
    onNumberTaken();
  };

  const begin = (): void => {
    writing ??= writeDown().finally(() => {
      writing = null;
      if (waiting.length > 0 && !closing.signal.aborted) begin();
    });
  };

  const note = (entry: Entry): void => {
    if (closing.signal.aborted) return;
    waiting = waiting.length < mostNoted ? [...waiting, entry] : lastOf([...waiting, entry]);
    begin();
  };

  return {
    became: (condition, { until = null, fulfils = null } = {}) => {
      const isNews = !isDeepStrictEqual({ condition, until }, last);
      last = { condition, until };
      if (!isNews && fulfils === null) return;
      note({ kind: 'condition', condition, until, fulfils });
    },
    condition: () => last?.condition ?? null,
    showed: (link) => note({ kind: 'link', link }),
    linked: ({ phone, lid }) => note({ kind: 'linked', phone, lid }),
    took: (step, trouble) => note({ kind: 'recovery', step, trouble }),
    fulfilled: (wishId) => note({ kind: 'fulfilled', wishId }),
    caughtUp: async () => {
      while (writing !== null) await writing;
    },
    close: async () => {
      closing.abort();
      while (writing !== null) await writing;
      waiting = [];
    },
  };
};

const record = async ({ device }: SessionStore, entry: Entry): Promise<'written' | 'number_taken'> => {
  switch (entry.kind) {
    case 'condition':
      await device.recordCondition(entry);
      if (entry.fulfils !== null) await device.fulfil(entry.fulfils);
      return 'written';
    case 'link':
      if (entry.link.expiresAt.getTime() > Date.now()) await device.recordLink(entry.link);
      return 'written';
    case 'linked':
      return (await device.recordLinked(entry)).ok ? 'written' : 'number_taken';
    case 'recovery':
      await device.recordRecovery({ step: entry.step, trouble: entry.trouble });
      return 'written';
    case 'fulfilled':
      await device.fulfil(entry.wishId);
      return 'written';
  }
};

/** What of it still is worth writing. */
const lastOf = (entries: Entry[]): Entry[] =>
  entries.filter((entry, at) => {
    const later = entries.slice(at + 1);
    const isFollowedBy = (kind: Entry['kind']): boolean => later.some((each) => each.kind === kind);
    switch (entry.kind) {
      case 'condition':
        return entry.fulfils !== null || !isFollowedBy('condition');
      case 'link':
        return !isFollowedBy('link') && !isFollowedBy('condition');
      case 'linked':
        return !isFollowedBy('linked');
      case 'recovery':
        return later.filter(({ kind }) => kind === 'recovery').length < mostSteps;
      case 'fulfilled':
        return true;
    }
  });

const mostNoted = 50;
const mostSteps = 10;
