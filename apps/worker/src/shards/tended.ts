import type { TenantDevice } from '@parley/coordination';
import type { Held, HeldShard } from '../sessions/held.ts';
import type { Runner } from '../sessions/runner.ts';

type Tended = { runner: Runner; looks: number; lookedAt: number };

/** The runners of one shard's devices: one for each that there was something to do for, as long as there may be. */
export type TendedDevices = {
  tend: (device: TenantDevice) => Promise<void>;
  /** The same, for a device that has something to send. */
  send: (device: TenantDevice) => Promise<void>;
  find: (device: TenantDevice) => Runner | null;
  /** Hangs up; whatever is to be done for the device from now on is begun anew. */
  forget: (device: TenantDevice) => Promise<void>;
  all: () => Runner[];
  /** Lets go of those who were not found at this moment (of `performance.now`), nor looked at since. */
  keepOnly: (found: readonly TenantDevice[], at: number) => Promise<void>;
  /** Hangs up everywhere, and makes no new runner. Resolves once nothing more is written. */
  close: () => Promise<void>;
};

type Options = { shard: HeldShard; createRunner: (held: Held) => Runner };

export const createTendedDevices = ({ shard, createRunner }: Options): TendedDevices => {
  const devices = new Map<string, Tended>();
  let isClosed = false;

  const tendedOf = (device: TenantDevice): Tended => {
    const known = devices.get(keyOf(device));
    if (known !== undefined) return known;
    const { tenantId, deviceId } = device;
    const made = { runner: createRunner({ tenantId, deviceId, shard }), looks: 0, lookedAt: 0 };
    devices.set(keyOf(device), made);
    return made;
  };

  const look = async (device: TenantDevice, what: 'tend' | 'send'): Promise<void> => {
    if (isClosed) return;
    const one = tendedOf(device);
    one.looks += 1;
    try {
      await one.runner[what]();
    } finally {
      one.looks -= 1;
      one.lookedAt = performance.now();
    }
  };

  return {
    tend: (device) => look(device, 'tend'),
    send: (device) => look(device, 'send'),
    find: (device) => devices.get(keyOf(device))?.runner ?? null,
    forget: async (device) => {
      const key = keyOf(device);
      const one = devices.get(key);
      devices.delete(key);
      await one?.runner.close();
    },
    all: () => [...devices.values()].map(({ runner }) => runner),
    keepOnly: async (found, at) => {
      const keys = new Set(found.map(keyOf));
      const gone = [...devices].filter(([key, { looks, lookedAt }]) => !keys.has(key) && looks === 0 && lookedAt < at);
      for (const [key] of gone) devices.delete(key);
      await Promise.all(gone.map(([, { runner }]) => runner.close()));
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...devices.values()].map(({ runner }) => runner.close()));
    },
  };
};

/** A job says of which tenant its device is, and may be wrong: what it names then is another device, which nobody has. */
const keyOf = ({ tenantId, deviceId }: TenantDevice): string => `${tenantId} ${deviceId}`;
