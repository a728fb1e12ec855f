import type { Vault, VaultChange } from '../src/vault.ts';

/** A vault in memory, with what a test wants to know of it and do to it. */
export type MemoryVault = Vault & {
  /** Every change that was committed, in order. */
  commits: VaultChange[];
  /** The most writes that were ever under way at the same time. */
  sideBySide: () => number;
  /** How often keys were asked for. */
  reads: () => number;
  keys: Map<string, Buffer>;
  creds: () => Buffer | null;
  setCreds: (bytes: Buffer | null) => void;
  /** From now on writes are refused, as where somebody else holds the lease; null ends that. */
  refuse: (error: Error | null) => void;
  /** Holds writes back, until the function that it answers is called. */
  hold: () => () => void;
};

/** All that a sandbox's `provision` answers, as a vault of a linked device. */
export const createMemoryVault = (provisioned?: unknown): MemoryVault => {
  const keys = new Map<string, Buffer>();
  const commits: VaultChange[] = [];
  let creds: Buffer | null = null;
  let refusal: Error | null = null;
  let gate: Promise<void> = Promise.resolve();
  let [under, most, reads] = [0, 0, 0];

  if (isProvisioned(provisioned)) {
    creds = toBytes(provisioned.creds);
    for (const [kind, values] of Object.entries(provisioned.keys))
      for (const [id, value] of Object.entries(values)) keys.set(`${kind} ${id}`, toBytes(value));
  }
  return {
    commits,
    keys,
    sideBySide: () => most,
    reads: () => reads,
    creds: () => creds,
    setCreds: (bytes) => {
      creds = bytes;
    },
    refuse: (error) => {
      refusal = error;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    findCreds: async () => creds,
    findKeys: async (kind, ids) => {
      reads += 1;
      return new Map(
        ids.flatMap((id): [string, Buffer][] => {
          const value = keys.get(`${kind} ${id}`);
          return value === undefined ? [] : [[id, value]];
        }),
      );
    },
    listKeys: async (kind) =>
      new Map(
        [...keys].flatMap(([key, value]): [string, Buffer][] =>
          key.startsWith(`${kind} `) ? [[key.slice(kind.length + 1), value]] : [],
        ),
      ),
    commit: async (change) => {
      under += 1;
      most = Math.max(most, under);
      // A real vault is never done in the same turn.
      await new Promise(setImmediate);
      await gate;
      under -= 1;
      if (refusal !== null) throw refusal;
      commits.push(change);
      if (change.creds !== undefined) ({ creds } = change);
      for (const { kind, id, value } of change.keys)
        if (value === null) keys.delete(`${kind} ${id}`);
        else keys.set(`${kind} ${id}`, value);
    },
    clear: async () => {
      if (refusal !== null) throw refusal;
      creds = null;
      keys.clear();
    },
  };
};

type Provisioned = { creds: unknown; keys: Record<string, Record<string, unknown>> };

const isProvisioned = (value: unknown): value is Provisioned =>
  typeof value === 'object' && value !== null && 'creds' in value && 'keys' in value;

const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
