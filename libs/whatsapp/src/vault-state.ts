import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  proto,
  type SignalDataTypeMap,
} from '@whiskeysockets/baileys';
import { createByteCache } from './byte-cache.ts';
import type { Vault, VaultChange } from './vault.ts';

/** What Baileys knows of one device while it is open, over the vault where that is kept. */
export type VaultState = {
  auth: AuthenticationState;
  /** Whether the device belongs to a number. Only then there is anything to keep. */
  isLinked: () => boolean;
  /** Has the credentials as they are now written, as soon as those writes are through that wait already. Never rejects:
   * a vault that refuses is told to `refused`. */
  saveCreds: () => Promise<void>;
  /** Has this written in the same commit as whatever is written next. */
  writeAlong: (key: VaultChange['keys'][number]) => void;
  /** Writes what changed in the credentials, and nothing more ever after. Resolves once nothing is under way. */
  seal: () => Promise<void>;
};

export type VaultStateOptions = {
  vault: Vault;
  /** Told once, of the first write that the vault refused. Nothing is written after it. */
  refused: (error: unknown) => void;
};

/** Rejects where the vault does; answers null where what it holds are no credentials. A device that is not linked
 * begins with fresh ones, also where an earlier linking got half-way. */
export const openVaultState = async ({ vault, refused }: VaultStateOptions): Promise<VaultState | null> => {
  const kept = await vault.findCreds();
  const found = kept === null ? null : parseCreds(kept);
  if (kept !== null && found === null) return null;
  const creds = found !== null && isLinked(found) ? found : initAuthCreds();
  const cache = createByteCache();
  let written = found === creds ? kept : null;
  let trouble: Error | null = null;
  let isSealed = false;
  let last: Promise<unknown> = Promise.resolve();
  let [waiting, writes] = [0, 0];
  const along: VaultChange['keys'][number][] = [];

  /** One write after the other. What comes after a refused one is refused like it. */
  const write = async (keys: VaultChange['keys']): Promise<void> => {
    if (trouble !== null) throw trouble;
    const bytes = isLinked(creds) ? toBytes(creds) : null;
    const isNew = bytes !== null && written?.equals(bytes) !== true;
    if (!isNew && keys.length === 0) return;
    try {
      await vault.commit({ ...(isNew ? { creds: bytes } : {}), keys: [...keys, ...along.splice(0)] });
    } catch (error) {
      trouble = notRecorded(error);
      cache.clear();
      refused(error);
      throw trouble;
    }
    if (isNew) written = bytes;
    for (const { kind, id, value } of keys) cache.put(kind, id, value);
  };
  const inTurn = (keys: VaultChange['keys']): Promise<void> => {
    waiting += 1;
    writes += 1;
    const turn = last.then(() => write(keys)).finally(() => void (waiting -= 1));
    last = turn.catch(() => undefined);
    return turn;
  };
  const saveCreds = (): Promise<void> => (isSealed ? Promise.resolve() : inTurn([]).catch(() => undefined));
  const refuseIfOver = (): void => {
    if (isSealed) throw notRecorded(new Error('the session has ended'));
  };

  return {
    auth: {
      creds,
      keys: {
        get: async <Kind extends keyof SignalDataTypeMap>(kind: Kind, ids: string[]) => {
          refuseIfOver();
          const missing = ids.filter((id) => !cache.has(kind, id));
          // What is written meanwhile is newer than what we read.
          const writesBefore = waiting === 0 ? writes : null;
          const fresh = missing.length === 0 ? null : await readKeys(vault, kind, missing);
          const values: { [id: string]: SignalDataTypeMap[Kind] } = {};
          for (const id of ids) {
            const bytes = cache.has(kind, id) ? cache.get(kind, id) : (fresh?.get(id) ?? null);
            if (fresh !== null && writesBefore === writes && !isSealed && trouble === null) cache.put(kind, id, bytes);
            if (bytes !== null) Object.assign(values, { [id]: reviveKey(kind, bytes) });
          }
          return values;
        },
        set: async (data) => {
          refuseIfOver();
          await inTurn(
            Object.entries(data).flatMap(([kind, values]) =>
              Object.entries(values ?? {}).map(([id, value]: [string, unknown]) => ({
                kind,
                id,
                value: value === null || value === undefined ? null : toBytes(value),
              })),
            ),
          );
        },
      },
    },
    isLinked: () => isLinked(creds),
    saveCreds,
    writeAlong: (key) => void along.push(key),
    seal: async () => {
      if (!isSealed) await inTurn(along.splice(0)).catch(() => undefined);
      isSealed = true;
      await last;
      cache.clear();
    },
  };
};

/** Whether an error is that of a write which the vault refused, or which came too late. Whatever was to be recorded may
 * have happened all the same. */
export const isNotRecorded = (error: unknown): boolean => error instanceof Error && unrecorded.has(error);

const unrecorded = new WeakSet<Error>();

const notRecorded = (cause: unknown): Error => {
  const error = new Error('the vault did not record it', { cause });
  unrecorded.add(error);
  return error;
};

const readKeys = async (vault: Vault, kind: string, ids: string[]): Promise<Map<string, Buffer>> => {
  try {
    return await vault.findKeys(kind, ids);
  } catch (error) {
    throw notRecorded(error);
  }
};

const isLinked = ({ account, me }: AuthenticationCreds): boolean => account !== undefined && me !== undefined;

const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value, BufferJSON.replacer));

const revive = (bytes: Buffer): unknown => JSON.parse(bytes.toString(), BufferJSON.reviver);

const reviveKey = (kind: string, bytes: Buffer): unknown => {
  const value = revive(bytes);
  return kind === 'app-state-sync-key' && typeof value === 'object' && value !== null
    ? proto.Message.AppStateSyncKeyData.fromObject(value)
    : value;
};

const parseCreds = (bytes: Buffer): AuthenticationCreds | null => {
  try {
    const value = revive(bytes);
    return isCreds(value) ? value : null;
  } catch {
    return null;
  }
};

/** They are our own writing: it is enough that they are what they were, not anybody's bytes. */
const isCreds = (value: unknown): value is AuthenticationCreds =>
  typeof value === 'object' &&
  value !== null &&
  ['noiseKey', 'signedIdentityKey', 'signedPreKey', 'registrationId', 'advSecretKey'].every((name) => name in value);
