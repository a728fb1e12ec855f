import { type acceptInvitation as operation, type ErrorOf, type InputOf, no, yes } from '@parley/contract';
import { hashPassword, parseSecret, type Store } from '@parley/store';
import { tenantIn, toAuthor, type Visitor } from '../callers/visitor.ts';
import { tenantIdOf } from '../callers/tenant-id-of.ts';

/** Makes a member of the visitor, and opens their first login. */
export const accept = async (store: Store, visitor: Visitor, { code, password }: InputOf<typeof operation>) => {
  const presented = parseSecret(code, ['invite']);
  if (!presented) return no<ErrorOf<typeof operation>>('code_invalid');
  const tenantId = await tenantIdOf(store, tenantIn(visitor).name);
  const passwordHash = await hashPassword(password);
  return store.forCaller(toAuthor(visitor, tenantId), async ({ invitations, logins }) => {
    const accepted = await invitations.accept({ presented, passwordHash });
    if (!accepted.ok) return accepted;
    const member = accepted.value;
    return yes({ member, login: await logins.open(member.id) });
  });
};
