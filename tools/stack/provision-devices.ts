import type { DeviceId } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { provisionPhone, recordProvisioned } from '../../apps/worker/test/provision-phone.ts';
import type { Stack } from './start-stack.ts';

/** Where they are to be. */
type Place = Pick<Stack, 'store' | 'tenantId'> & { sandbox: Pick<Stack['sandbox'], 'call'> };

/** A device that is linked, without anybody having had to link it. */
export type ProvisionedDevice = { id: DeviceId; phone: string };

/** So many of them, each with a phone of its own. To be made before any worker holds their shards. */
export const provisionDevices = async (place: Place, count: number): Promise<ProvisionedDevice[]> => {
  const devices: ProvisionedDevice[] = [];
  const epochs = new Map<string, Promise<number>>();
  const epochOf = (shard: string): Promise<number> => {
    const known = epochs.get(shard) ?? place.store.forInstallation(({ growEpoch }) => growEpoch(shard));
    epochs.set(shard, known);
    return known;
  };
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < count) devices.push(await provision(place, { name: `Device ${next++}`, epochOf }));
  };
  await Promise.all(Array.from({ length: 4 }, takeTurns));
  return devices;
};

type Provisioning = { name: string; epochOf: (shard: string) => Promise<number> };

const provision = async (
  { sandbox, store, tenantId }: Place,
  { name, epochOf }: Provisioning,
): Promise<ProvisionedDevice> => {
  const provisioned = await provisionPhone(sandbox);
  const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
    devices.add({ name, network: 'sandbox', phone: null, proxy: null }),
  );
  if (!added.ok) throw new Error(`The device was refused: ${added.failure.code}.`);
  const { device, shard } = added.value;
  const epoch = await epochOf(shard);
  await recordProvisioned(store, { tenantId, deviceId: device.id, shard, epoch }, provisioned);
  return { id: device.id, phone: provisioned.phone };
};
