import type { Result, Role } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { scopesOf } from '../callers/scopes-of.ts';
import { mayGrant } from '../callers/may-grant.ts';

type CallerStore = Parameters<Parameters<Store['forCaller']>[1]>[0];

/**
 * Nobody offers somebody a role that may more than they may, nor puts their own offer in place of one that does:
 * each address has one invitation at a time.
 */
export const mayOffer = async (
  caller: Caller,
  { invitations }: Pick<CallerStore, 'invitations'>,
  { email, role }: { email: string; role: Role },
): Promise<Result<null, 'scope_missing'>> => {
  const open = await invitations.find({ email });
  return mayGrant(caller, { scopes: scopesOf(role, open?.role ?? role) });
};
