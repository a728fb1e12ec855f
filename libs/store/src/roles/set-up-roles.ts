import { canFail } from '@parley/runtime';
import { Client } from 'pg';
import { createMasterKey } from '../vault/keyring.ts';
import { type Role, rolePassword, roles, roleUrl } from './role-url.ts';
import { scramSecret } from './scram-secret.ts';
import { whileUnbound } from './while-unbound.ts';

/** Makes sure that both roles exist, can log in and are powerless. Touches nothing that is as it should be. */
export const setUpRoles = async (owner: Client, databaseUrl: string, masterKey: Uint8Array): Promise<void> => {
  for (const role of Object.values(roles)) {
    const found = await findRole(owner, role);
    if (found?.is_powerful) throw new Error(`The role ${role} must not be a superuser or bypass row-level security.`);
    if (found && (await canLogIn(roleUrl(databaseUrl, role, masterKey)))) continue;
    await requireCreateRole(owner);
    await requireOwnMasterKey(owner, masterKey);
    if (!found) await owner.query(`create role ${role} login`);
    await givePassword(owner, role, masterKey);
  }
};

/** Lets both roles log in by the passwords that are made from this master key, and by no others. */
export const givePasswords = async (owner: Client, masterKey: Uint8Array): Promise<void> => {
  for (const role of Object.values(roles)) await givePassword(owner, role, masterKey);
};

/** Both words are safe as they are: the role is one of ours, and the secret has no quotes in it. */
const givePassword = async (owner: Client, role: Role, masterKey: Uint8Array): Promise<void> => {
  await owner.query(`alter role ${role} login password '${scramSecret(rolePassword(role, masterKey))}'`);
};

/** With another master key than the one that wraps the tenants' keys, everything would start and no secret would open. */
const requireOwnMasterKey = async (owner: Client, masterKey: Uint8Array): Promise<void> => {
  const { rows: tables } = await owner.query<{ found: string | null }>(`select to_regclass('tenant_keys') as found`);
  if (tables[0]?.found === null) return;
  await owner.query('begin');
  try {
    const { id } = createMasterKey(masterKey);
    const { rowCount } = await whileUnbound(owner, ['tenant_keys'], () =>
      owner.query('select from tenant_keys where master_key_id <> $1 limit 1', [id]),
    );
    if (rowCount) throw new Error(strangeMasterKey);
  } finally {
    await owner.query('rollback');
  }
};

const strangeMasterKey =
  'This is not the master key of this installation: its secrets would not open. Give the one it was used with; ' +
  'docs/runbooks/rotate-the-master-key.md says how another takes its place.';

const findRole = async (owner: Client, role: Role): Promise<{ is_powerful: boolean } | undefined> => {
  const { rows } = await owner.query<{ is_powerful: boolean }>(
    'select rolsuper or rolbypassrls as is_powerful from pg_roles where rolname = $1',
    [role],
  );
  return rows[0];
};

const canLogIn = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url });
  const isIn = await canFail(
    client.connect().then(() => true),
    'then the role is given its password',
  );
  await client.end();
  return isIn === true;
};

const requireCreateRole = async (owner: Client): Promise<void> => {
  const { rows } = await owner.query<{ name: string; may: boolean }>(
    'select rolname as name, rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  const [user] = rows;
  if (user?.may) return;
  throw new Error(
    `The user ${user?.name} of the database URL may not create roles. ` +
      'Give it CREATEROLE, or run the migrations as a user that has it.',
  );
};
