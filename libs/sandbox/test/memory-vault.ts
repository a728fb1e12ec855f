import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  type SignalDataTypeMap,
} from '@whiskeysockets/baileys';

/** Credentials and keys of a client, in memory, as plain as Baileys allows. */
export type MemoryVault = AuthenticationState;

export const createMemoryVault = (
  creds: AuthenticationCreds = initAuthCreds(),
  kept = new Map<string, unknown>(),
): MemoryVault => {
  return {
    creds,
    keys: {
      get: async <Kind extends keyof SignalDataTypeMap>(kind: Kind, ids: string[]) => {
        const found: { [id: string]: SignalDataTypeMap[Kind] } = {};
        for (const id of ids) {
          const value = kept.get(`${kind} ${id}`);
          if (value !== undefined) Object.assign(found, { [id]: value });
        }
        return found;
      },
      set: async (data) => {
        for (const [kind, entries] of Object.entries(data))
          for (const [id, value] of Object.entries(entries ?? {}))
            if (value === null) kept.delete(`${kind} ${id}`);
            else kept.set(`${kind} ${id}`, value);
      },
    },
  };
};

/** A vault of credentials and keys that came as JSON. */
export const parseVault = (provisioned: unknown): MemoryVault => {
  const { creds, keys }: { creds: AuthenticationCreds; keys: Record<string, Record<string, unknown>> } = JSON.parse(
    JSON.stringify(provisioned),
    BufferJSON.reviver,
  );
  const kept = Object.entries(keys).flatMap(([kind, entries]) =>
    Object.entries(entries).map(([id, value]): [string, unknown] => [`${kind} ${id}`, value]),
  );
  return createMemoryVault(creds, new Map(kept));
};
