import type { cancelMessage as operation, MessageId, ResultOf } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf, soughtBy } from '../callers/reach-of.ts';
import type { MessageDeps } from './send-text.ts';

export const cancel = ({ store }: MessageDeps, caller: Caller, id: MessageId): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, ({ messages }) => messages.cancel(soughtBy(caller, id), messageReachOf(caller)));
