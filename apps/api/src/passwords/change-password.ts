import { type changePassword as operation, type InputOf, no, type Result, yes } from '@parley/contract';
import { hashPassword, isPassword, type Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';

/** Whoever sits at an open dashboard does not know the password by that. The login it is done from stays open. */
export const changeOwnPassword = async (
  store: Store,
  caller: LoginCaller,
  { current_password, new_password }: InputOf<typeof operation>,
): Promise<Result<{ closed: number }, 'input_invalid'>> => {
  const { id, loginId } = caller.by;
  const from = await store.forTenant(caller.tenantId, ({ members }) => members.passwordHash(id));
  const isRight = await isPassword(current_password, from);
  if (from === null || !isRight) return isWrong;
  const to = await hashPassword(new_password);
  return store.forCaller(caller, async ({ members, logins }) => {
    if (!(await members.changePassword({ id, from, to }))) return isWrong;
    return yes({ closed: await logins.closeAll({ memberId: id, except: loginId }) });
  });
};

const isWrong = no('input_invalid', { current_password: ['is wrong'] });
