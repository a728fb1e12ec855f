import { no, type ResultOf, type revokeToken as operation, type TokenId } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';
import { grantOf } from './grant-of.ts';

/** Nobody ends a token that may more than they may; a token can always end itself. */
export const revoke = (store: Store, caller: Caller, id: TokenId): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, async ({ tokens }) => {
    const found = await tokens.hold(id);
    if (found === null) return no('token_not_found');
    const may = mayGrant(caller, grantOf(found));
    return may.ok || caller.by.id === id ? tokens.revoke(id) : may;
  });
