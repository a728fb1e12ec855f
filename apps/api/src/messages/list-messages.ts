import type { InputOf, listMessages as operation, ResultOf } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf } from '../callers/reach-of.ts';
import type { MessageDeps } from './send-text.ts';

export const list = (
  { store }: MessageDeps,
  caller: Caller,
  asked: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> =>
  store.forTenant(caller.tenantId, ({ messages }) => messages.list(asked, messageReachOf(caller)));
