import { type Result, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import { tenantIn, toAuthor, type Visitor } from '../callers/visitor.ts';
import type { Postman } from '../mail/postman.ts';
import { tenantIdOf } from '../callers/tenant-id-of.ts';

/** Answers alike, and as soon, whether or not there is such a member: the one it concerns learns it by mail. */
export const forget = async (
  { store, postman }: { store: Store; postman: Postman },
  visitor: Visitor,
  email: string,
): Promise<Result<Record<string, never>, never>> => {
  const tenant = tenantIn(visitor);
  const tenantId = await tenantIdOf(store, tenant.name);
  postman.post(async () => {
    const code = await store.forCaller(toAuthor(visitor, tenantId), async ({ members }) => {
      const found = await members.findByEmail(email);
      return found && members.createCode({ memberId: found.member.id, purpose: 'reset_password' });
    });
    return code === null ? null : { kind: 'reset_password', to: email, tenant, code };
  });
  return yes({});
};
