import { type Batch, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import type { MessageReach } from '../messages/message.ts';
import { tellStatusOf } from '../messages/tell-status.ts';
import { findBatch, type SoughtBatch } from './batch.ts';
import { tellProgress } from './tell-progress.ts';

/** Takes back what of a batch nobody has claimed yet; says how many that were, and what the batch is then. */
export const cancelBatch = async (
  scope: CallerScope,
  sought: SoughtBatch,
  reach: MessageReach,
): Promise<(Batch & { canceled: number }) | null> => {
  if ((await findBatch(scope, sought, reach)) === null) return null;
  const { id } = sought;
  const values = [scope.tenantUuid, toUuid(id)];
  const canceled = await scope.sql<{ batch_id: string }>(cancel, values);
  await scope.sql(
    'update batches set canceled_at = coalesce(canceled_at, now()) where tenant_id = $1 and id = $2',
    values,
  );
  if (canceled.length > 0) await tell(scope.sql, scope.author, { action: 'batch.canceled', data: { batch: id } });
  await tellProgress(scope, canceled);
  const batch = await findBatch(scope, sought, reach);
  if (batch === null) throw new Error('A batch that was found is gone.');
  return { ...batch, canceled: canceled.length };
};

/** Held in one order, and before any balance is. */
const cancel = {
  name: 'cancel batch',
  text: `with waiting as materialized (
      select id from messages where tenant_id = $1 and batch_id = $2 and status in ('held', 'queued')
      order by id for update
    ), canceled as (
      update messages set status = 'canceled', due_at = null
      where tenant_id = $1 and id in (select id from waiting) and status in ('held', 'queued')
      returning messages.*
    ), told as (
      ${tellStatusOf('canceled')}
    )
    select batch_id from canceled`,
};
