import { type MemberId, no, type removeMember as operation, type ResultOf, roleScopes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';

/** Nobody removes somebody who may more than they may. */
export const remove = (store: Store, caller: Caller, id: MemberId): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, async ({ members }) => {
    const found = await members.hold(id);
    if (found === null) return no('member_not_found');
    const may = mayGrant(caller, { scopes: roleScopes[found.role] });
    return may.ok ? members.remove(id) : may;
  });
