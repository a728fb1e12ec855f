import { type InputOf, type listDevices as operation, type Result, yes } from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { seenDevices, type SeenDeviceRow, type StoredDevice, toDevice } from './device.ts';
import { isWithinReach, type Reach, reachValues } from './reach.ts';

type Page = { data: Listed[]; next_cursor: string | null };

type Listed = Pick<StoredDevice, 'device' | 'shard' | 'isOfEarlierHolder'>;

/** The devices within reach, newest first. What links one is told of a single device only. */
export const listDevices = async (
  { sql, tenantUuid }: TenantScope,
  { limit, cursor }: InputOf<typeof operation>,
  reach: Reach,
): Promise<Result<Page, 'input_invalid'>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<SeenDeviceRow>(
    `${seenDevices} where tenant_id = $1 and deleted_at is null and id < $2
       and ${isWithinReach}
     order by id desc limit $5`,
    [tenantUuid, before.value, ...reachValues(reach), limit + 1],
  );
  const toItem = (row: SeenDeviceRow): Listed => ({
    device: toDevice(row),
    shard: row.shard,
    isOfEarlierHolder: row.is_of_earlier_holder,
  });
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem }));
};
