import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Sql } from '../doors/transaction.ts';
import type { Sealer, SecretPlace } from './sealer.ts';

/** The tenants' keys, as far as this process has unwrapped them. */
export type Keyring = { sealerFor: (scope: { sql: Sql; tenantUuid: string }) => Sealer };

export const createKeyring = (masterKey: Uint8Array): Keyring => {
  const master = createMasterKey(masterKey);
  const known = new Map<string, { key: Buffer; until: number }>();

  const remember = (tenantUuid: string, key: Buffer): void => {
    known.delete(tenantUuid);
    known.set(tenantUuid, { key, until: performance.now() + keptMs });
    const oldest = known.keys().next();
    if (known.size > mostKept && !oldest.done) known.delete(oldest.value);
  };

  /** A key that was made in a transaction is not remembered: that transaction may still come to nothing. */
  const findOrMake = async ({ sql, tenantUuid }: { sql: Sql; tenantUuid: string }): Promise<Buffer> => {
    const remembered = known.get(tenantUuid);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.key;
    const select = 'select wrapped, master_key_id from tenant_keys where tenant_id = $1';
    const [found] = await sql<WrappedKey>(select, [tenantUuid]);
    if (found !== undefined) {
      const key = master.unwrap(tenantUuid, found);
      remember(tenantUuid, key);
      return key;
    }
    const made = randomBytes(32);
    const insert = `insert into tenant_keys (tenant_id, wrapped, master_key_id) values ($1, $2, $3)
      on conflict (tenant_id) do nothing returning tenant_id`;
    const written = await sql(insert, [tenantUuid, master.wrap(tenantUuid, made), master.id]);
    if (written.length > 0) return made;
    const [others] = await sql<WrappedKey>(select, [tenantUuid]);
    if (others === undefined) throw new Error('A tenant has no key.');
    return master.unwrap(tenantUuid, others);
  };

  return {
    sealerFor: (scope) => {
      let key: Promise<Buffer> | null = null;
      const getKey = (): Promise<Buffer> => (key ??= findOrMake(scope));
      return {
        seal: async (place, clear) => seal(await getKey(), nameOf(scope.tenantUuid, place), clear),
        open: async (place, sealed) => open(await getKey(), nameOf(scope.tenantUuid, place), sealed),
      };
    },
  };
};

/** The key above the tenants' keys. Its id tells one master key from another, and nothing of either. */
export const createMasterKey = (masterKey: Uint8Array) => {
  const wrapping = Buffer.from(hkdfSync('sha256', masterKey, '', 'parley tenant keys', 32));
  const id = createHmac('sha256', masterKey).update('parley master key id').digest('hex').slice(0, 16);
  const name = (tenantUuid: string): string => `tenant key ${tenantUuid}`;
  return {
    id,
    wrap: (tenantUuid: string, key: Buffer): Buffer => seal(wrapping, name(tenantUuid), key),
    unwrap: (tenantUuid: string, { wrapped, master_key_id }: WrappedKey): Buffer => {
      if (master_key_id !== id) throw new Error('The key of a tenant is wrapped by another master key than ours.');
      return open(wrapping, name(tenantUuid), wrapped);
    },
  };
};

export type WrappedKey = { wrapped: Buffer; master_key_id: string };

const keptMs = 600_000;
const mostKept = 10_000;

const nameOf = (tenantUuid: string, { deviceUuid, kind, id }: SecretPlace): string =>
  JSON.stringify([tenantUuid, deviceUuid, kind, id]);

// AES-256-GCM. A sealed secret is: a byte that says so, 12 random bytes, the ciphertext, 16 bytes of tag.
const version = 1;

const seal = (key: Buffer, name: string, clear: Uint8Array): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  return Buffer.concat([Buffer.of(version), nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
};

const open = (key: Buffer, name: string, sealed: Buffer): Buffer => {
  if (sealed[0] !== version || sealed.length < 29) throw new Error('This was not sealed by us.');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]);
};
