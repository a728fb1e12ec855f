import { newId, toUuid } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';

export type DeviceLogLine = { at: Date; direction: 'in' | 'out'; shape: Record<string, unknown> };

/** Adds to the log of a device, and lets go of what is older than its last thousand lines. */
export const logDevice = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  lines: readonly DeviceLogLine[],
): Promise<void> => {
  await sql(
    `insert into device_log (tenant_id, device_id, id, at, direction, shape)
     select $1, $2, * from unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::jsonb[])`,
    [
      tenantUuid,
      deviceUuid,
      lines.map(() => toUuid(newId('evt'))),
      lines.map(({ at }) => at),
      lines.map(({ direction }) => direction),
      lines.map(({ shape }) => JSON.stringify(shape)),
    ],
  );
  await sql(
    `delete from device_log where tenant_id = $1 and device_id = $2 and id <= (
       select id from device_log where tenant_id = $1 and device_id = $2 order by id desc offset 1000 limit 1)`,
    [tenantUuid, deviceUuid],
  );
};
