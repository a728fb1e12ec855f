import {
  type getMessage as operation,
  type getTimeline as timelineOperation,
  type MessageId,
  no,
  type ResultOf,
  yes,
} from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf, soughtBy } from '../callers/reach-of.ts';
import type { MessageDeps } from './send-text.ts';

export const get = async (
  { store }: MessageDeps,
  caller: Caller,
  id: MessageId,
): Promise<ResultOf<typeof operation>> => {
  const found = await store.forTenant(caller.tenantId, ({ messages }) =>
    messages.find(soughtBy(caller, id), messageReachOf(caller)),
  );
  return found === null ? no('message_not_found') : yes(found);
};

/** Whoever finds a message may see what happened to it. */
export const timeline = ({ store }: MessageDeps, caller: Caller, id: MessageId) =>
  store.forTenant(caller.tenantId, async ({ messages }): Promise<ResultOf<typeof timelineOperation>> => {
    const found = await messages.find(soughtBy(caller, id), messageReachOf(caller));
    return found === null ? no('message_not_found') : yes({ data: await messages.timeline(id) });
  });
