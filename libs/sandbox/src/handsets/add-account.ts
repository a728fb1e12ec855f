import { createAppState } from '../app-state/app-state.ts';
import { held, ordinary } from '../contacts/manners.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { createProfile } from '../people/profile.ts';
import { createHandset } from './create-handset.ts';

type NewAccount = Pick<Account, 'kind' | 'phone'> & Partial<Pick<Account, 'name' | 'isOnWhatsApp' | 'manner'>>;

/** A new person, with a telephone that has keys of its own. */
export const addAccount = (network: Network, { kind, phone, ...chosen }: NewAccount): Account => {
  const account: Account = {
    kind,
    phone,
    lid: network.directory.newLid(),
    name: `+${phone}`,
    isOnWhatsApp: true,
    manner: kind === 'phone' ? held : ordinary,
    ...chosen,
    handset: createHandset(network, phone),
    devices: new Map(),
    nextDeviceId: 1,
    watchers: new Set(),
    appState: createAppState(network.clock.now()),
    profile: createProfile(network.clock.now()),
  };
  network.directory.add(account);
  network.live.tell({ kind: 'account', phone });
  return account;
};
