import { type Member, newId, type Result, toUuid, yes } from '@parley/contract';
import type { Author } from '../audit/author.ts';
import type { Sql } from '../doors/transaction.ts';
import { type OpenedLogin, writeLogin } from '../logins/open-login.ts';
import { writeCode } from '../mailed-codes/create-code.ts';
import { createTenant } from './create-tenant.ts';

export type SignUp = {
  name: string;
  email: string;
  passwordHash: string;
  /** Where the request for it came from. */
  from: Pick<Author, 'address' | 'requestId'>;
};

export type SignedUp = { owner: Member; login: OpenedLogin; code: string };

/**
 * Writes a tenant on the trial plan, its owner, the owner's first login and the code that verifies their address:
 * all of it or nothing, or somebody could be left with a name that is taken and no way in.
 */
export const signUp = async (
  sql: Sql,
  { name, email, passwordHash, from }: SignUp,
): Promise<Result<SignedUp, 'input_invalid'>> => {
  const id = newId('mem');
  const by = { by: { kind: 'member', id }, ...from } as const;
  const created = await createTenant(sql, { name, planId: 'trial' }, by);
  if (!created.ok) return created;
  const tenantId = created.value.id;
  const scope = { sql, tenantUuid: toUuid(tenantId), author: { tenantId, ...by } };
  await sql(
    `insert into members (tenant_id, id, email, role, password_hash, last_seen_at)
     values ($1, $2, $3, 'owner', $4, now())`,
    [scope.tenantUuid, toUuid(id), email, passwordHash],
  );
  const code = await writeCode(scope, { memberId: id, purpose: 'verify_email' });
  const login = await writeLogin(scope, id);
  // The clock of the transaction is what stands in the rows, which this door may write and not read.
  const [clock] = await sql<{ now: Date }>('select now()');
  const now = (clock?.now ?? new Date()).toISOString();
  const owner: Member = { id, email, role: 'owner', is_email_verified: false, created_at: now, last_seen_at: now };
  return yes({ owner, login, code });
};
