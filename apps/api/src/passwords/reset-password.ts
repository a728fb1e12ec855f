import { type InputOf, no, type resetPassword as operation, type ResultOf, yes } from '@parley/contract';
import { hashPassword, parseSecret, type Store } from '@parley/store';
import { tenantIn, toAuthor, type Visitor } from '../callers/visitor.ts';
import { tenantIdOf } from '../callers/tenant-id-of.ts';

export const setNewPassword = async (
  store: Store,
  visitor: Visitor,
  { code, new_password }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const presented = parseSecret(code, ['code']);
  if (!presented) return no('code_invalid');
  const tenantId = await tenantIdOf(store, tenantIn(visitor).name);
  const passwordHash = await hashPassword(new_password);
  const reset = await store.forCaller(toAuthor(visitor, tenantId), ({ members }) =>
    members.resetPassword({ presented, passwordHash }),
  );
  return reset.ok ? yes({ email: reset.value.email }) : reset;
};
