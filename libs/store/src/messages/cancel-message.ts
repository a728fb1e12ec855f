import { type Message, no, type Result, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import { tellProgress } from '../batches/tell-progress.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { findMessage, type MessageReach, type SoughtMessage } from './message.ts';
import { tellStatusOf } from './tell-status.ts';

type Refusal = 'message_not_found' | 'message_under_way';

/**
 * Takes a message back that nobody has claimed yet: from then on nobody will, and its balance has room for another. Of
 * this and a claim at the same moment one is too late. To cancel it again changes nothing.
 */
export const cancelMessage = async (
  scope: CallerScope,
  sought: SoughtMessage,
  reach: MessageReach,
): Promise<Result<Message, Refusal>> => {
  const { sql, tenantUuid, author } = scope;
  if ((await findMessage(scope, sought, reach)) === null) return no('message_not_found');
  const canceled = await sql<{ batch_id: string | null }>(cancel, [tenantUuid, toUuid(sought.id)]);
  const message = await findMessage(scope, sought, reach);
  if (message === null) return no('message_not_found');
  if (message.status !== 'canceled') return no('message_under_way');
  if (canceled.length > 0) await tell(sql, author, { action: 'message.canceled', data: { message: sought.id } });
  await tellProgress(scope, canceled);
  return yes(message);
};

const cancel = `with changed as (
    update messages set status = 'canceled', due_at = null
    where tenant_id = $1 and id = $2 and direction = 'out' and status in ('held', 'queued')
    returning *
  ), told as (
    ${tellStatusOf('changed')}
  )
  select batch_id from changed`;
