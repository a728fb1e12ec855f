import { tellProgress } from '../batches/tell-progress.ts';
import type { SessionScope } from '../doors/transaction.ts';
import { tellStatusOf } from './tell-status.ts';

/** So many in one transaction. */
const atOnce = 500;

/**
 * Ends what is due of a device that can send nothing any more, since it belongs to no number, or to one that WhatsApp has
 * banned. What it tried before stays unknown, since that may have arrived, and is not tried again when the device is
 * linked anew: what cost it its link would do so each time. Whether there may be more of it.
 */
export const failUnsendable = async (scope: SessionScope): Promise<boolean> => {
  const { sql, tenantUuid, deviceUuid, told } = scope;
  const rows = await sql<{ batch_id: string | null }>(fail, [tenantUuid, deviceUuid]);
  if (rows.length === 0) return false;
  told();
  await tellProgress(scope, rows);
  return rows.length === atOnce;
};

const fail = {
  name: 'fail unsendable messages',
  text: `with device as materialized (
      select case state when 'logged_out' then 'device_logged_out' when 'banned' then 'device_banned'
        else 'device_not_linked' end as why
      from devices where tenant_id = $1 and id = $2 and (state in ('logged_out', 'banned') or not is_linked)
    ), due as (
      select id from messages where tenant_id = $1 and device_id = $2 and status = 'queued' and due_at <= now()
        and exists (select from device)
      order by is_first_contact, due_at, position limit ${atOnce} for update skip locked
    ), failed as (
      update messages set status = 'failed', failure = why, failed_at = now()
      from device where tenant_id = $1 and device_id = $2 and id in (select id from due)
      returning messages.*
    ), given_up as (
      update messages set due_at = null
      where tenant_id = $1 and device_id = $2 and status = 'unknown' and due_at is not null and exists (select from device)
    ), told as (
      ${tellStatusOf('failed')}
    )
    select batch_id from failed`,
};
