import { addAccount } from '../handsets/add-account.ts';
import type { Network } from '../network.ts';
import { meanings } from './meanings.ts';

/** Brings the contacts with a meaning onto a network that does not have them yet. */
export const addMeanings = (network: Network): void => {
  for (const { phone, name, isOnWhatsApp, manner } of meanings.values())
    if (network.directory.findByPhone(phone) === undefined)
      addAccount(network, { kind: 'contact', phone, name, isOnWhatsApp, manner });
};
