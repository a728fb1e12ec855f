import { type BatchId, type MessageOrigin, newId, toUuid } from '@parley/contract';
import type { Reach } from '../devices/reach.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { type Accepted, acceptMessages, type NewMessage } from '../messages/accept-messages.ts';

export type BatchAccepting = {
  messages: readonly NewMessage[];
  origin: MessageOrigin;
  /** How many more were asked for, and refused before they came here. */
  refused: number;
};

/**
 * Accepts messages as one batch: its progress is told, and what of it is still to be sent can be taken back at once. Where
 * none is accepted there is no batch.
 */
export const acceptBatch = async (
  scope: CallerScope,
  { messages, origin, refused }: BatchAccepting,
  reach: Reach,
): Promise<Accepted & { id: BatchId | null; accepted: number }> => {
  const id = newId('bat');
  const values = [scope.tenantUuid, toUuid(id)];
  await scope.sql('insert into batches (tenant_id, id, accepted, refused) values ($1, $2, 0, 0)', values);
  const { outcomes, devices } = await acceptMessages(scope, { messages, origin, batchUuid: toUuid(id) }, reach);
  const accepted = outcomes.filter(({ ok }) => ok).length;
  if (accepted === 0) {
    await scope.sql('delete from batches where tenant_id = $1 and id = $2', values);
    return { outcomes, devices, id: null, accepted };
  }
  await scope.sql('update batches set accepted = $3, refused = $4 where tenant_id = $1 and id = $2', [
    ...values,
    accepted,
    refused + outcomes.length - accepted,
  ]);
  return { outcomes, devices, id, accepted };
};
