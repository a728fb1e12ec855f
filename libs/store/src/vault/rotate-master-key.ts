import type { Client } from 'pg';
import { asOwner } from '../roles/as-owner.ts';
import { inUse, isInUse } from '../roles/is-in-use.ts';
import { givePasswords } from '../roles/set-up-roles.ts';
import { whileUnbound } from '../roles/while-unbound.ts';
import type { Outcome } from '../run-by-hand.ts';
import { createMasterKey, type WrappedKey } from './keyring.ts';

export type Rotation = {
  /** The owner's URL. */
  databaseUrl: string;
  oldKey: Uint8Array;
  newKey: Uint8Array;
};

/**
 * Wraps every tenant's key by the new master key in place of the old one, and gives our roles the passwords that are made
 * from it. What the tenants' keys seal stays as it is. All of it happens or none: in one transaction, in which nobody else
 * comes to the keys. A process that still has the old key would go on wrapping by it, so none may be connected.
 */
export const rotateMasterKey = ({ databaseUrl, oldKey, newKey }: Rotation): Promise<Outcome> =>
  asOwner({ databaseUrl, application: 'parley rotate-master-key' }, async (owner) => {
    if (await isInUse(owner)) return { exitCode: 1, said: inUse };
    await owner.query('begin');
    const said = await whileUnbound(owner, ['tenant_keys'], () => rewrapAll(owner, oldKey, newKey));
    await givePasswords(owner, newKey);
    await owner.query('commit');
    return { exitCode: 0, said };
  });

const rewrapAll = async (owner: Client, oldKey: Uint8Array, newKey: Uint8Array): Promise<string> => {
  const from = createMasterKey(oldKey);
  const to = createMasterKey(newKey);
  const { rows } = await owner.query<WrappedKey & { tenant_id: string }>(
    'select tenant_id, wrapped, master_key_id from tenant_keys where master_key_id <> $1',
    [to.id],
  );
  const wrapped = rows.map((row) => to.wrap(row.tenant_id, from.unwrap(row.tenant_id, row)));
  await owner.query(
    `update tenant_keys set wrapped = fresh.wrapped, master_key_id = $1
     from unnest($2::uuid[], $3::bytea[]) as fresh (tenant_id, wrapped) where tenant_keys.tenant_id = fresh.tenant_id`,
    [to.id, rows.map(({ tenant_id }) => tenant_id), wrapped],
  );
  const all = await owner.query('select from tenant_keys');
  const before = (all.rowCount ?? 0) - rows.length;
  return `Tenants' keys that the new master key wraps: ${rows.length} from now on, ${before} from before.`;
};
