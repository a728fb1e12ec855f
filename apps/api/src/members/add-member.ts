import type { addMember as operation, InputOf, ResultOf } from '@parley/contract';
import { hashPassword, type Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayOffer } from '../invitations/may-offer.ts';

/**
 * Adds a member with a password somebody else knows. They cannot verify their address by it: whoever chose it could
 * be logged in as them, and would share what a verified address may do.
 */
export const addNewMember = async (
  store: Store,
  caller: Caller,
  { email, role, password }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const passwordHash = await hashPassword(password);
  return store.forCaller(caller, async (mine) => {
    const may = await mayOffer(caller, mine, { email, role });
    return may.ok ? mine.members.add({ email, role, passwordHash, hasOwnPassword: false }) : may;
  });
};
