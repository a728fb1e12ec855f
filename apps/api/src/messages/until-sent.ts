import type { Message } from '@parley/contract';
import type { Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf } from '../callers/reach-of.ts';
import { createWatch } from '../events/watch.ts';

type Waiting = { caller: Caller; message: Message; over: AbortSignal; timeoutMs: number };

/** The message as it is once WhatsApp has taken it, or it is known what else became of it; or when the time is over. */
export const untilSent = async (
  { store, signals }: { store: Store; signals: Signals },
  { caller, message, over, timeoutMs }: Waiting,
): Promise<Message> => {
  const { tenantId } = caller;
  let last = message;
  const look = async (): Promise<true | null> => {
    const sought = { id: message.id, sentBy: null };
    const found = await store.forTenant(tenantId, ({ messages }) => messages.find(sought, messageReachOf(caller)));
    // Gone with its device: it stays what it was.
    if (found === null) return true;
    last = found;
    return isAwaited.has(found.status) ? null : true;
  };
  await createWatch({ signals, tenantId, over })(look, timeoutMs);
  return last;
};

/** `unknown` is not: nobody can say when more will be known. */
const isAwaited: ReadonlySet<Message['status']> = new Set(['held', 'queued', 'sending']);
