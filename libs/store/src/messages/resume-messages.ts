import type { SessionScope } from '../doors/transaction.ts';
import { mostTries } from './tries.ts';
import { tellStatusOf } from './tell-status.ts';

export type Resuming = {
  /** By their ids on WhatsApp: those whose fate we ourselves are about to hear of. */
  underWay: readonly string[];
  /** In so long the others are tried again. */
  inMs: number;
};

/**
 * Takes up what was tried before: by a holder of before us, or over a connection that is gone. Nobody waits for its acks
 * any more, so nobody knows what became of it: it is tried again before long, unless that was done often enough.
 */
export const resumeMessages = async (
  { sql, tenantUuid, deviceUuid, told }: SessionScope,
  { underWay, inMs }: Resuming,
): Promise<void> => {
  const rows = await sql(resume, [tenantUuid, deviceUuid, underWay, inMs]);
  if (rows.length > 0) told();
};

const dueAgain = `due_at = case when attempts < ${mostTries}
        then now() + make_interval(secs => $4::double precision / 1000) end`;

const resume = {
  name: 'resume messages',
  text: `with lost as (
      update messages set status = 'unknown', ${dueAgain}
      where tenant_id = $1 and device_id = $2 and status = 'sending' and whatsapp_id <> all($3)
      returning messages.*
    ), taken_up as (
      -- That it is unknown was told before.
      update messages set ${dueAgain}
      where tenant_id = $1 and device_id = $2 and status = 'unknown' and due_at is not null and whatsapp_id <> all($3)
    ), told as (
      ${tellStatusOf('lost')}
    )
    select id from lost`,
};
