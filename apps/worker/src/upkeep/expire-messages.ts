import type { Logger } from '@parley/runtime';
import { installationAuthor, type Store } from '@parley/store';
import { tenantsInTurn } from './tenants-in-turn.ts';

type Expiring = { store: Store; logger: Logger; signal: AbortSignal };

/** Gives up every message that could not be sent for as long as it was worth it, and tells so. */
export const expireMessages = async ({ store, logger, signal }: Expiring): Promise<void> => {
  const expired = await tenantsInTurn({
    what: 'expired: messages',
    find: () => store.forInstallation(({ findExpired }) => findExpired()),
    // The door by which a tenant is told at once.
    work: (tenantId) => store.forCaller(installationAuthor(tenantId), ({ messages }) => messages.expire(expiredAtOnce)),
    signal,
  });
  if (expired > 0) logger.info({ count: expired }, 'messages expired');
};

const expiredAtOnce = 500;
