import type { TenantScope } from '../doors/transaction.ts';
import type { DeviceRow } from './device-row.ts';

const placeOf = (deviceUuid: string) => ({ deviceUuid, kind: 'proxy', id: '' });

/** A proxy as its row keeps it: sealed, since it may carry a password, with what of it may be seen beside it. */
export const sealProxy = async (
  { sealer }: TenantScope,
  { deviceUuid, proxy }: { deviceUuid: string; proxy: string | null },
): Promise<Pick<DeviceRow, 'proxy' | 'proxy_hint'>> => {
  if (proxy === null) return { proxy: null, proxy_hint: null };
  const { protocol, host } = new URL(proxy);
  return { proxy: await sealer.seal(placeOf(deviceUuid), Buffer.from(proxy)), proxy_hint: `${protocol}//${host}` };
};

export const openProxy = async (
  { sealer }: TenantScope,
  row: Pick<DeviceRow, 'id' | 'proxy'>,
): Promise<string | null> => row.proxy && (await sealer.open(placeOf(row.id), row.proxy)).toString();
