import { type createInvitation as operation, type InputOf, type ResultOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import type { Postman } from '../mail/postman.ts';
import { mayOffer } from './may-offer.ts';

export const invite = async (
  { store, postman }: { store: Store; postman: Postman },
  caller: Caller,
  { email, role }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const created = await store.forCaller(caller, async (mine) => {
    const may = await mayOffer(caller, mine, { email, role });
    return may.ok ? mine.invitations.create({ email, role }) : may;
  });
  if (!created.ok) return created;
  const { invitation, clear } = created.value;
  postman.post({ kind: 'invitation', to: email, tenant: caller.at, code: clear });
  return yes(invitation);
};
