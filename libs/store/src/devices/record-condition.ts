import type { DeviceCondition } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';
import { tellOfDevice } from '../events/tell-of-device.ts';

/** How the device is from now on, by the word of the holder there is. The same once more is no news; what was shown to link it is worth nothing after.
 * Who is logged out has its number no more. */
export const recordCondition = async (
  scope: SessionScope,
  { condition: { state, reason }, until }: { condition: DeviceCondition; until: Date | null },
): Promise<void> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const own = [tenantUuid, deviceUuid];
  const changed = await sql(
    `update devices set state = $3, reason = $4, until = $5, link = null, said_under = ${epoch},
       since = case when state = $3 then since else now() end,
       is_linked = is_linked and $3 <> 'logged_out'
     where tenant_id = $1 and id = $2
       and ((state, reason, until) is distinct from ($3, $4, $5::timestamptz) or is_linked and $3 = 'logged_out')
     returning id`,
    [...own, state, reason, until],
  );
  if (changed.length > 0)
    await tellOfDevice(scope, { type: 'device.state', data: { state, reason, until: until?.toISOString() ?? null } });
  else
    await sql(
      `update devices set said_under = ${epoch} where tenant_id = $1 and id = $2 and said_under is distinct from ${epoch}`,
      own,
    );
};

/** The session's own. */
const epoch = `current_setting('app.epoch')::bigint`;
