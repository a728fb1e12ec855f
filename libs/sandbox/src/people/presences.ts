import { type Address, toName } from '../signal/address.ts';

export type PresenceState = 'online' | 'offline' | 'typing' | 'recording' | 'paused';

/** Who is there at the moment, and who wants to know. None of it outlives the network. People are named by LID. */
export type Presences = {
  /** The devices of a person that say they are there; 0 is the telephone. */
  devicesOf: (lid: string) => Set<number>;
  /** When somebody was last there, in seconds since 1970. */
  lastSeen: Map<string, number>;
  /** A device wants to know of somebody, by LID. */
  watch: (lid: string, watcher: Watcher) => void;
  /** Those that want to. */
  watchersOf: (lid: string) => Watcher[];
  /** What the telephone of a person last saw of others. */
  seenBy: (lid: string) => Map<string, { state: PresenceState; at: string }>;
  /** A device no longer wants to know of this person; of anybody, where that is left out. */
  stopWatching: (watcher: Address, lid?: string) => void;
};

/** A device, with the jid by which it asked. */
export type Watcher = Address & { jid: string };

export const createPresences = (): Presences => {
  const devices = new Map<string, Set<number>>();
  const watchers = new Map<string, Map<string, Watcher>>();
  const seen = new Map<string, Map<string, { state: PresenceState; at: string }>>();
  return {
    devicesOf: (lid) => getOrAdd(devices, lid, () => new Set()),
    lastSeen: new Map(),
    watch: (lid, watcher) => void getOrAdd(watchers, lid, () => new Map()).set(toName(watcher), watcher),
    watchersOf: (lid) => [...(watchers.get(lid)?.values() ?? [])],
    seenBy: (lid) => getOrAdd(seen, lid, () => new Map()),
    stopWatching: (watcher, lid) => {
      for (const watched of lid === undefined ? watchers.keys() : [lid]) watchers.get(watched)?.delete(toName(watcher));
    },
  };
};

const getOrAdd = <Value>(map: Map<string, Value>, key: string, create: () => Value): Value => {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
};
