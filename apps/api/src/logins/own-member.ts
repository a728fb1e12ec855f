import type { Member } from '@parley/contract';
import type { Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';
import { refuse } from '../http/refuse.ts';

type TenantStore = Parameters<Parameters<Store['forTenant']>[1]>[0];

/** Who is logged in, as they stand now: they may have been removed since the login was verified, a second or two ago. */
export const ownMember = async ({ members }: Pick<TenantStore, 'members'>, { by }: LoginCaller): Promise<Member> =>
  (await members.find(by.id)) ?? refuse({ code: 'login_required' });
