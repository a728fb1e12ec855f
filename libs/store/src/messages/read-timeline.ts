import {
  type getTimeline as operation,
  messageEvents,
  messageFailures,
  type MessageId,
  messageStatuses,
  type OutputOf,
  toId,
  toUuid,
} from '@parley/contract';
import { z } from 'zod';
import type { TenantScope } from '../doors/transaction.ts';
import { failureText } from './message.ts';

type Entry = OutputOf<typeof operation>['data'][number];

/** The events of a message, in the order of the transactions that wrote them. */
export const readTimeline = async ({ sql, tenantUuid }: TenantScope, id: MessageId): Promise<Entry[]> => {
  const rows = await sql<{ id: string; type: string; at: Date; data: unknown }>(
    `select id, type, at, data from events where tenant_id = $1 and message_id = $2 order by written_in, id`,
    [tenantUuid, toUuid(id)],
  );
  return rows.map((row): Entry => {
    const { status, attempt, failure } = told.parse(row.data);
    return {
      id: toId('evt', row.id),
      type: z.enum(messageEvents).parse(row.type),
      at: row.at.toISOString(),
      status,
      attempt,
      failure: failure && failureText(failure),
    };
  });
};

/** As Postgres writes it: see `message_told`. */
const told = z.object({
  status: z.enum(messageStatuses),
  attempt: z.int(),
  failure: z.enum(messageFailures).nullable(),
});
