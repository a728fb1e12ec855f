import { type deleteAccount as operation, no, type ResultOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';

/** Whoever deletes a tenant has to name it, so that nobody does it by one click too many. */
export const endAccount = async (
  store: Store,
  { tenantId }: LoginCaller,
  confirm: string,
): Promise<ResultOf<typeof operation>> => {
  const isDeleted = await store.forInstallation(({ deleteTenant }) => deleteTenant({ id: tenantId, name: confirm }));
  return isDeleted ? yes({}) : no('input_invalid', { confirm: ['is not the name of your tenant'] });
};
