import { canFail } from '@parley/runtime';
import { Client } from 'pg';
import { type Role, rolePassword, roles, roleUrl } from './role-url.ts';
import { scramSecret } from './scram-secret.ts';

/** Makes sure that both roles exist, can log in and are powerless. Touches nothing that is as it should be. */
export const setUpRoles = async (owner: Client, databaseUrl: string, masterKey: Uint8Array): Promise<void> => {
  for (const role of Object.values(roles)) {
    const found = await findRole(owner, role);
    if (found?.is_powerful) throw new Error(`The role ${role} must not be a superuser or bypass row-level security.`);
    if (found && (await canLogIn(roleUrl(databaseUrl, role, masterKey)))) continue;
    await requireCreateRole(owner);
    // Both words are safe as they are: the role is one of ours, and the secret has no quotes in it.
    const secret = scramSecret(rolePassword(role, masterKey));
    await owner.query(`${found ? 'alter' : 'create'} role ${role} login password '${secret}'`);
  }
};

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
