import {
  type Batch,
  type BatchId,
  isFinal,
  type MemberId,
  messageStatuses,
  toId,
  type TokenId,
  toUuid,
} from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { mayBeSeen, type MessageReach, messageReachValues } from '../messages/message.ts';
import type { BatchRow } from './batch-row.ts';

/** A batch that somebody asks for; where they may see only what they sent themselves, of whom. */
export type SoughtBatch = { id: BatchId; sentBy: TokenId | MemberId | null };

/** Null where there is none, and where any of its messages is beyond reach. */
export const findBatch = async (
  { sql, tenantUuid }: TenantScope,
  { id, sentBy }: SoughtBatch,
  reach: MessageReach,
): Promise<Batch | null> => {
  const [row] = await sql<SeenBatchRow>(seen, [
    tenantUuid,
    toUuid(id),
    ...messageReachValues(reach),
    sentBy && toUuid(sentBy),
  ]);
  return row === undefined ? null : toBatch(row);
};

type SeenBatchRow = Pick<BatchRow, 'id' | 'accepted' | 'refused' | 'created_at' | 'canceled_at'> & {
  statuses: Record<string, number> | null;
};

const seen = {
  name: 'batch',
  text: `select id, accepted, refused, created_at, canceled_at,
      (select jsonb_object_agg(status, count) from (select status, count(*) as count from messages
        where tenant_id = $1 and batch_id = $2 group by status) each) as statuses
    from batches where tenant_id = $1 and id = $2 and not exists (
      select from messages
      join devices on devices.tenant_id = $1 and devices.id = messages.device_id
      join chats on chats.tenant_id = $1 and chats.id = messages.chat_id
      join contacts on contacts.tenant_id = $1 and contacts.id = chats.contact_id
      where messages.tenant_id = $1 and batch_id = $2
        and not (${mayBeSeen} and ($6::uuid is null or accepted_by_id is not distinct from $6))
    )`,
};

const toBatch = ({ id, accepted, refused, created_at, canceled_at, statuses }: SeenBatchRow): Batch => {
  const counts = messageStatuses.flatMap((status) => {
    const count = statuses?.[status];
    return count === undefined ? [] : [[status, count] as const];
  });
  const open = counts.reduce((sum, [status, count]) => (isFinal(status) ? sum : sum + count), 0);
  return {
    id: toId('bat', id),
    accepted,
    refused,
    statuses: Object.fromEntries(counts),
    open,
    progress: (accepted - open) / accepted,
    is_done: open === 0,
    created_at: created_at.toISOString(),
    canceled_at: canceled_at?.toISOString() ?? null,
  };
};
