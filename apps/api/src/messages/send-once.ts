import { type DeviceId, type FailureCode, no, type Result, yes } from '@parley/contract';
import type { Dispatch } from '@parley/coordination';
import type { Accepted, CallerStore, Store } from '@parley/store';
import type { z } from 'zod';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { Once } from '../http/once.ts';

export type Sending<A> = {
  caller: Caller;
  once: Once;
  /** All is checked in the very transaction, and then undone; no key is bound. */
  isDryRun: boolean;
  /** What is answered, as it is read again when it is answered again. */
  schema: z.ZodType<A>;
};

/** What was accepted: the answer to it, the devices that have something to send, and all that it goes through: none where
 * all of it was refused. */
export type Done<A> = { answer: A; devices: Accepted['devices']; through: readonly DeviceId[] };

/** `isReplayed`: it was answered before, and nothing was done now. */
export type Sent<A> = { answer: A; isReplayed: boolean };

/**
 * Accepts in one transaction, once for each key however often it is asked; whoever asks with the same key meanwhile waits
 * for that. What is refused leaves nothing behind, and binds no key. The devices are nudged after the commit.
 */
export const sendOnce = async <A, E extends FailureCode>(
  { store, dispatch }: { store: Store; dispatch: Dispatch },
  { caller, once, isDryRun, schema }: Sending<A>,
  work: (store: CallerStore) => Promise<Result<Done<A>, E>>,
): Promise<Result<Sent<A>, E | 'idempotency_conflict' | 'device_not_found'>> => {
  const key = isDryRun ? null : once.key;
  const outcome = await store.forCaller(caller, async (transaction) => {
    const { idempotency, undo } = transaction;
    const bound = key === null ? null : await idempotency.bind({ key, requestHash: once.requestHash }, reachOf(caller));
    if (bound?.kind === 'conflict') return no('idempotency_conflict');
    if (bound?.kind === 'out_of_reach') return no('device_not_found');
    if (bound?.kind === 'replay') return yes({ answer: schema.parse(bound.answer), isReplayed: true, devices: [] });
    const done = await work(transaction);
    if (!done.ok || isDryRun || done.value.through.length === 0) undo();
    if (!done.ok) return done;
    const { answer, devices, through } = done.value;
    if (key !== null) await idempotency.keep(key, { answer, devices: through });
    return yes({ answer, isReplayed: false, devices: isDryRun ? [] : devices });
  });
  if (!outcome.ok) return outcome;
  const { answer, isReplayed, devices } = outcome.value;
  const { tenantId } = caller;
  await Promise.all(devices.map(({ id, shard }) => dispatch.nudgeToSend({ tenantId, deviceId: id, shard })));
  if (isReplayed) once.markReplayed();
  return yes({ answer, isReplayed });
};
