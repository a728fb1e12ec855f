import type { Store } from '@parley/store';

/** For production: the token of `npm start`'s tenant lies in a file, and its plan has next to no limits. */
export const refuseDemo = async (store: Store): Promise<void> => {
  const demo = await store.forInstallation(({ findTenantByName }) => findTenantByName('demo'));
  if (demo) throw new Error('This database holds the demo tenant of npm start. Production needs one of its own.');
};
