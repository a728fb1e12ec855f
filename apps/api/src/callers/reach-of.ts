import { type BatchId, type MessageId, networks } from '@parley/contract';
import type { MessageReach, Reach, SoughtMessage } from '@parley/store';
import type { Caller } from './caller.ts';

/** The devices that there are for a caller. A token of the sandbox finds no other, a narrowed one only its own. */
export const reachOf = ({ by, policy }: Caller): Reach => ({
  networks: isSandboxed(by) ? ['sandbox'] : networks,
  devices: policy?.devices ?? null,
});

/** The messages that there are for them: of these devices, and of their own chats where they are narrowed to some. */
export const messageReachOf = (caller: Caller): MessageReach => ({
  ...reachOf(caller),
  chats: caller.policy?.chats ?? null,
});

/** A message or a batch, for somebody who may see what others sent, or else finds only what they sent themselves. */
export const soughtBy = <Id extends MessageId | BatchId>(
  { by, scopes }: Caller,
  id: Id,
): Pick<SoughtMessage, 'sentBy'> & { id: Id } => ({
  id,
  sentBy: scopes.includes('messages:read') ? null : by.id,
});

/** Whether all that this caller reaches is a simulation. */
export const isSandboxed = (by: Caller['by']): boolean => by.kind === 'token' && by.network === 'sandbox';
