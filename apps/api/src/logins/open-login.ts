import { type InputOf, no, type openLogin as operation, yes } from '@parley/contract';
import { isPassword, type Store } from '@parley/store';
import { tenantIn, toAuthor, type Visitor } from '../callers/visitor.ts';
import { tenantIdOf } from '../callers/tenant-id-of.ts';

/** An unknown tenant, an unknown address and a wrong password take the same steps and are answered alike. */
export const logIn = async (store: Store, visitor: Visitor, { email, password }: InputOf<typeof operation>) => {
  const tenantId = await tenantIdOf(store, tenantIn(visitor).name);
  const found = await store.forTenant(tenantId, ({ members }) => members.findByEmail(email));
  const isRight = await isPassword(password, found?.passwordHash ?? null);
  if (!found || !isRight) return no('login_refused');
  const { member, passwordHash } = found;
  const login = await store.forCaller(toAuthor(visitor, tenantId), ({ logins }) =>
    logins.openByPassword({ memberId: member.id, passwordHash }),
  );
  return login === null ? no('login_refused') : yes({ member, login });
};
