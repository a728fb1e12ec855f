import { type DeviceId, type InputOf, type listDeviceLog, type ResultOf, toId, toUuid, yes } from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import type { DeviceLogRow } from './device-log-row.ts';

type Asked = Pick<InputOf<typeof listDeviceLog>, 'limit' | 'cursor'> & { device: DeviceId };

/** What passed between a device and WhatsApp, newest first. */
export const listLog = async (
  { sql, tenantUuid }: TenantScope,
  { device, limit, cursor }: Asked,
): Promise<ResultOf<typeof listDeviceLog>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<DeviceLogRow>(
    'select * from device_log where tenant_id = $1 and device_id = $2 and id < $3 order by id desc limit $4',
    [tenantUuid, toUuid(device), before.value, limit + 1],
  );
  const toItem = ({ id, at, direction, shape }: DeviceLogRow) => ({
    id: toId('ent', id),
    at: at.toISOString(),
    direction,
    shape,
  });
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem }));
};
