import { createRecent, type Recent } from './recent.ts';

/** Which devices people have, as Baileys learned it: its `userDevicesCache`. It may outlive a socket, so that a new
 * connection need not ask again and use up prekeys. */
export type DeviceCache = {
  get: <Devices>(user: string) => Devices | undefined;
  mget: <Devices>(users: string[]) => Promise<Record<string, Devices | undefined>>;
  set: (user: string, devices: unknown) => void;
  mset: (entries: { key: string; value: unknown }[]) => void;
  del: (user: string) => void;
  flushAll: () => void;
  hasDevices: (user: string) => boolean;
  /** From here to `release`, what is known or becomes known of these people neither expires nor is dropped: what was
   * found before a send is what the send finds. Baileys would ask again with all other sends of the device waiting, and
   * without an answer it sends to nobody, which the server acks. */
  pin: (users: readonly string[]) => Pinned;
};

export type Pinned = {
  release: () => void;
  /** Whether nothing is known of somebody, or only what was to be dropped and is there because it is pinned. */
  isUnknown: (user: string) => boolean;
};

/** Baileys trusts a list for five minutes, and so do we. */
export const createDeviceCache = ({
  people = 20_000,
  keptMs = 300_000,
  now = Date.now,
}: { people?: number; keptMs?: number; now?: () => number } = {}): DeviceCache => {
  const known: Recent<unknown> = createRecent({ limit: people, keptMs, now });
  const pins = new Map<string, { value: unknown; holders: number }>();

  const find = (user: string): unknown => known.get(user) ?? pins.get(user)?.value;
  const get = <Value>(user: string): Value | undefined => {
    const value = find(user);
    return isWhatIsAskedFor<Value>(value) ? value : undefined;
  };
  const set = (user: string, value: unknown): void => {
    known.set(user, value);
    const pin = pins.get(user);
    if (pin !== undefined) pin.value = value;
  };
  const hold = (user: string): void => {
    const pin = pins.get(user) ?? { value: known.get(user), holders: 0 };
    pin.holders += 1;
    pins.set(user, pin);
  };
  const letGo = (user: string): void => {
    const pin = pins.get(user);
    if (pin === undefined) return;
    pin.holders -= 1;
    if (pin.holders === 0) pins.delete(user);
  };

  return {
    get,
    set,
    del: (user) => known.delete(user),
    flushAll: () => known.clear(),
    mget: async <Value>(users: string[]) =>
      Object.fromEntries(users.map((user): [string, Value | undefined] => [user, get<Value>(user)])),
    mset: (entries) => {
      for (const { key, value } of entries) set(key, value);
    },
    hasDevices: (user) => {
      const devices = find(user);
      return Array.isArray(devices) && devices.length > 0;
    },
    pin: (users) => {
      const held = [...new Set(users)];
      for (const user of held) hold(user);
      return {
        release: () => {
          for (const user of held.splice(0)) letGo(user);
        },
        isUnknown: (user) => known.get(user) === undefined,
      };
    },
  };
};

/** Baileys reads what it wrote itself. */
const isWhatIsAskedFor = <Value>(value: unknown): value is Value => value !== undefined;
