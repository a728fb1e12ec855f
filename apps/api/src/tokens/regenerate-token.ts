import { no, type regenerateToken as operation, type ResultOf, type TokenId, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';
import { grantOf } from './grant-of.ts';

/** Whoever gets the new secret can do what the token may: so it must not be more than they may themselves. */
export const regenerate = (store: Store, caller: Caller, id: TokenId): Promise<ResultOf<typeof operation>> =>
  store.forCaller(caller, async ({ tokens }) => {
    const found = await tokens.hold(id);
    if (found === null) return no('token_not_found');
    const may = mayGrant(caller, grantOf(found));
    if (!may.ok) return may;
    const regenerated = await tokens.regenerate(id);
    if (!regenerated.ok) return regenerated;
    return yes({ ...regenerated.value.token, token: regenerated.value.clear });
  });
