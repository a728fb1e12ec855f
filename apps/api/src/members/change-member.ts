import { type changeMember as operation, type InputOf, no, type ResultOf } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';
import { scopesOf } from '../callers/scopes-of.ts';

/** Nobody gives a role that may more than they may, nor takes one away from somebody who may more. */
export const changeRole = (
  store: Store,
  caller: Caller,
  { id, role }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, async ({ members }) => {
    const found = await members.hold(id);
    if (found === null) return no('member_not_found');
    const may = mayGrant(caller, { scopes: scopesOf(role, found.role) });
    return may.ok ? members.change({ id, role }) : may;
  });
