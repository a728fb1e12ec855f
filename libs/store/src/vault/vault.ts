import type { SessionScope } from '../doors/transaction.ts';
import type { DeviceKeyRow } from './device-key-row.ts';

/** A value of null takes the key away. */
export type KeyChange = { kind: string; id: string; value: Uint8Array | null; expiresAt?: Date };

/** The keys there are of the asked ones, by id. */
export const findKeys = async (
  { sql, sealer, tenantUuid, deviceUuid }: SessionScope,
  kind: string,
  ids: readonly string[],
): Promise<Map<string, Buffer>> => {
  const rows = await sql<Pick<DeviceKeyRow, 'id' | 'sealed'>>(
    {
      name: 'find keys',
      text: `select id, sealed from device_keys
        where tenant_id = $1 and device_id = $2 and kind = $3 and id = any($4)
          and (expires_at is null or expires_at > now())`,
    },
    [tenantUuid, deviceUuid, kind, ids],
  );
  return open({ sealer, deviceUuid, kind }, rows);
};

/** All there are of a kind, by id. */
export const listKeys = async (
  { sql, sealer, tenantUuid, deviceUuid }: SessionScope,
  kind: string,
): Promise<Map<string, Buffer>> => {
  const rows = await sql<Pick<DeviceKeyRow, 'id' | 'sealed'>>(
    {
      name: 'list keys',
      text: `select id, sealed from device_keys
        where tenant_id = $1 and device_id = $2 and kind = $3 and (expires_at is null or expires_at > now())`,
    },
    [tenantUuid, deviceUuid, kind],
  );
  return open({ sealer, deviceUuid, kind }, rows);
};

/** Writes and takes away keys in two statements, however many there are. Of two changes to one key the later counts. */
export const commitKeys = async (
  { sql, sealer, tenantUuid, deviceUuid }: SessionScope,
  changes: readonly KeyChange[],
): Promise<void> => {
  const kept: { kind: string; id: string; sealed: Buffer; expiresAt: Date | null }[] = [];
  const gone: { kind: string; id: string }[] = [];
  for (const { kind, id, value, expiresAt = null } of inOrder(changes)) {
    if (value === null) gone.push({ kind, id });
    else kept.push({ kind, id, sealed: await sealer.seal({ deviceUuid, kind, id }, value), expiresAt });
  }
  if (gone.length > 0)
    await sql(
      {
        name: 'drop keys',
        text: `delete from device_keys where tenant_id = $1 and device_id = $2
          and (kind, id) in (select * from unnest($3::text[], $4::text[]))`,
      },
      [tenantUuid, deviceUuid, gone.map(({ kind }) => kind), gone.map(({ id }) => id)],
    );
  if (kept.length > 0)
    await sql(
      {
        name: 'keep keys',
        text: `insert into device_keys (tenant_id, device_id, kind, id, sealed, expires_at)
          select $1, $2, * from unnest($3::text[], $4::text[], $5::bytea[], $6::timestamptz[])
          on conflict (tenant_id, device_id, kind, id) do update
            set sealed = excluded.sealed, expires_at = excluded.expires_at`,
      },
      [
        tenantUuid,
        deviceUuid,
        kept.map(({ kind }) => kind),
        kept.map(({ id }) => id),
        kept.map(({ sealed }) => sealed),
        kept.map(({ expiresAt }) => expiresAt),
      ],
    );
};

/** Forgets everything that a session of the device has kept. */
export const clearKeys = async ({ sql, tenantUuid, deviceUuid }: SessionScope): Promise<void> => {
  await sql('delete from device_keys where tenant_id = $1 and device_id = $2', [tenantUuid, deviceUuid]);
};

const open = async (
  { sealer, deviceUuid, kind }: Pick<SessionScope, 'sealer' | 'deviceUuid'> & { kind: string },
  rows: readonly Pick<DeviceKeyRow, 'id' | 'sealed'>[],
): Promise<Map<string, Buffer>> => {
  const opened = rows.map(async ({ id, sealed }): Promise<[string, Buffer]> => [
    id,
    await sealer.open({ deviceUuid, kind, id }, sealed),
  ]);
  return new Map(await Promise.all(opened));
};

/** One change for each key, and all commits in the same order, so that two of one device wait for one another in turn. */
const inOrder = (changes: readonly KeyChange[]): KeyChange[] => {
  const last = new Map(changes.map((change) => [JSON.stringify([change.kind, change.id]), change]));
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
};
