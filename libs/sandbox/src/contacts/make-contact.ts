import type { Account } from '../directory/account.ts';
import { addAccount } from '../handsets/add-account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { isOrdinaryPerson } from './meanings.ts';

type NewContact = Pick<Account, 'phone' | 'isOnWhatsApp' | 'manner'> & Partial<Pick<Account, 'name'>>;

/** A contact as somebody wants it. The ordinary people who are on every network can be had that way too: from then on
 * they are like any other that was made. */
export const makeContact = (network: Network, { phone, ...chosen }: NewContact): Account => {
  const there = network.directory.findByPhone(phone);
  if (there === undefined) return addAccount(network, { kind: 'contact', phone, ...chosen });
  if (!isOrdinaryPerson(there.phone)) throw new Refused(`${phone} is on the network already`);
  Object.assign(there, chosen);
  network.live.tell({ kind: 'account', phone });
  return there;
};
