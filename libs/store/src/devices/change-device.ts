import { type DeviceRef, no, type Result, toId, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { holdDeviceRow, type StoredDevice, toStored } from './device.ts';
import { type DeviceRow, deviceTable } from './device-row.ts';
import { openProxy, sealProxy } from './proxy.ts';
import type { Reach } from './reach.ts';

export type DeviceChange = {
  device: DeviceRef;
  name?: string;
  proxy?: string | null;
  isLogged?: boolean;
  /** Null: as many as is usual in its network. */
  messagesPerMinute?: number | null;
  showsTyping?: boolean;
};

/** Changes what differs, and tells which fields did; a change to the same values is none. */
export const changeDevice = async (
  scope: CallerScope,
  { device, name, proxy, isLogged, messagesPerMinute, showsTyping }: DeviceChange,
  reach: Reach,
): Promise<Result<StoredDevice, 'device_not_found'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdDeviceRow(scope, device, reach);
  if (row === null) return no('device_not_found');
  const changes: [string, Partial<DeviceRow>][] = [];
  if (name !== undefined && name !== row.name) changes.push(['name', { name }]);
  if (isLogged !== undefined && isLogged !== row.is_logged) changes.push(['event_log', { is_logged: isLogged }]);
  if (messagesPerMinute !== undefined && messagesPerMinute !== row.messages_per_minute)
    changes.push(['messages_per_minute', { messages_per_minute: messagesPerMinute }]);
  if (showsTyping !== undefined && showsTyping !== row.shows_typing)
    changes.push(['shows_typing', { shows_typing: showsTyping }]);
  if (proxy !== undefined && proxy !== (await openProxy(scope, row)))
    changes.push(['proxy', await sealProxy(scope, { deviceUuid: row.id, proxy })]);
  if (changes.length === 0) return yes(await toStored(scope, row));
  const change = changes.reduce<Partial<DeviceRow>>((all, [, part]) => ({ ...all, ...part }), {});
  await em.update(deviceTable, { tenant_id: tenantUuid, id: row.id }, change);
  const fields = changes.map(([field]) => field);
  await tell(sql, author, { action: 'device.changed', data: { device: toId('dev', row.id), fields } });
  return yes(await toStored(scope, { ...row, ...change }));
};
