import { type DeviceId, type Network, type TenantId, toUuid } from '@parley/contract';
import { installationAuthor, type SessionOf, type Store } from '../src/index.ts';
import { holdShard, valueOf } from './isolation-world.ts';

export type TestDevice = { id: DeviceId; uuid: string; shard: string };

export const createTestDevice = async (
  store: Store,
  tenantId: TenantId,
  { name = 'sales', network = 'sandbox' }: { name?: string; network?: Network } = {},
): Promise<TestDevice> => {
  const { device, shard } = valueOf(
    await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
      devices.add({ name, network, phone: null, proxy: null }),
    ),
  );
  return { id: device.id, uuid: toUuid(device.id), shard };
};

/** As what the device's session works, of a holder who keeps its shard. */
export const holdDevice = async (store: Store, tenantId: TenantId, { id, shard }: Held): Promise<SessionOf> => ({
  tenantId,
  deviceId: id,
  shard,
  epoch: await holdShard(store, shard),
});

/** The same of one who gains the shard anew: whoever held it before holds it no more. */
export const gainDevice = async (store: Store, tenantId: TenantId, { id, shard }: Held): Promise<SessionOf> => ({
  tenantId,
  deviceId: id,
  shard,
  epoch: await store.forInstallation(({ growEpoch }) => growEpoch(shard)),
});

type Held = Pick<TestDevice, 'id' | 'shard'>;
