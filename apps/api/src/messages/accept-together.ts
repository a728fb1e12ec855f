import type { Dispatch } from '@parley/coordination';
import { type Accepted, type NewMessage, type Store, StoreUnavailable, TenantGone } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import { originOf } from './origin-of.ts';

type Outcome = Accepted['outcomes'][number];

/** Accepts one message, and nudges its device after the commit. What is refused leaves nothing behind. */
export type AcceptTogether = (caller: Caller, message: NewMessage) => Promise<Outcome>;

type Waiting = {
  caller: Caller;
  message: NewMessage;
  resolve: (outcome: Promise<Outcome> | Outcome) => void;
  reject: (error: unknown) => void;
};

/** Who waits of one caller, in the order in which they came, and how many of its transactions run. */
type Line = { waiting: Waiting[]; running: number };

/**
 * What one caller sends while its transactions are under way goes into the next one, all of it: a message then costs a
 * fraction of a transaction. Where nothing is under way, none waits. Each is answered once it is durable, as if it were
 * alone, and none is refused or lost for the sake of another.
 */
export const createAcceptTogether = ({ store, dispatch }: { store: Store; dispatch: Dispatch }): AcceptTogether => {
  const lines = new Map<string, Line>();

  const run = async (key: string, line: Line): Promise<void> => {
    if (line.running >= transactionsAtOnce) return;
    line.running += 1;
    while (line.waiting.length > 0) await acceptAll(line.waiting.splice(0, messagesAtOnce));
    line.running -= 1;
    if (line.running === 0) lines.delete(key);
  };

  /** Never rejects: who waits does. */
  const acceptAll = async (waiting: readonly Waiting[]): Promise<void> => {
    const [first] = waiting;
    if (first === undefined) return;
    const isAlone = waiting.length === 1;
    try {
      const accepted = await accept(first.caller, { messages: waiting.map(({ message }) => message), isAlone });
      if (accepted === null) return await eachAlone(waiting);
      const { outcomes, devices } = accepted;
      const { tenantId } = first.caller;
      const nudged = Promise.all(
        devices.map(({ id, shard }) => dispatch.nudgeToSend({ tenantId, deviceId: id, shard })),
      );
      for (const [place, { resolve, reject }] of waiting.entries()) {
        const outcome = outcomes[place];
        if (outcome === undefined) reject(new Error('A message was asked for, and nothing came of it.'));
        else resolve(nudged.then(() => outcome));
      }
    } catch (error) {
      if (!isAlone && !isOfAll(error)) return await eachAlone(waiting);
      for (const { reject } of waiting) reject(error);
    }
  };

  const eachAlone = async (waiting: readonly Waiting[]): Promise<void> => {
    for (const one of waiting) await acceptAll([one]);
  };

  /** Null, with nothing done, where one of several has no room: what was found out for it stays with none of them. */
  const accept = (
    caller: Caller,
    { messages: asked, isAlone }: { messages: readonly NewMessage[]; isAlone: boolean },
  ): Promise<Accepted | null> =>
    store.forCaller(caller, async ({ messages, undo }) => {
      const accepting = { messages: asked, origin: originOf(caller), batchUuid: null };
      const accepted = await messages.accept(accepting, reachOf(caller));
      const isFull = accepted.outcomes.some((outcome) => !outcome.ok && outcome.code === 'quota_exceeded');
      if (isFull || accepted.devices.length === 0) undo();
      return isFull && !isAlone ? null : accepted;
    });

  return (caller, message) =>
    new Promise((resolve, reject) => {
      const { tenantId, by } = caller;
      const key = JSON.stringify([tenantId, by.kind, by.id, reachOf(caller)]);
      const line = lines.get(key) ?? { waiting: [], running: 0 };
      lines.set(key, line);
      line.waiting.push({ caller, message, resolve, reject });
      void run(key, line);
    });
};

/** What goes wrong for all of them alike: to try each alone would only take longer. */
const isOfAll = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof TenantGone;

/** While one is committed, the next is written. */
const transactionsAtOnce = 2;

/** One that takes more is no faster for each of them. */
const messagesAtOnce = 100;
