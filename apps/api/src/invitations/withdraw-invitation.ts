import {
  type InvitationId,
  no,
  type ResultOf,
  roleScopes,
  type withdrawInvitation as operation,
} from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';

/** Nobody takes back the offer of a role that may more than they may. */
export const withdraw = (store: Store, caller: Caller, id: InvitationId): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, async ({ invitations }) => {
    const found = await invitations.find({ id });
    if (found === null) return no('invitation_not_found');
    const may = mayGrant(caller, { scopes: roleScopes[found.role] });
    return may.ok ? invitations.withdraw(id) : may;
  });
