import type { Address } from '../signal/address.ts';
import type { Account } from './account.ts';

/** Where a message to a person has to go: the handset first. */
export const devicesOf = (account: Account): Address[] =>
  [0, ...account.devices.keys()].map((device) => ({ lid: account.lid, device }));
