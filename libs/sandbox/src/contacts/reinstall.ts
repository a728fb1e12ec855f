import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { phoneServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';

/** A contact has a new telephone: another identity, and none of its conversations goes on. Those who have one with it
 * are told, unless that is to be found out. */
export const reinstall = (network: Network, account: Account, { isAnnounced }: { isAnnounced: boolean }): void => {
  account.handset.reinstall();
  if (!isAnnounced) return;
  const from = toJid(account.phone, phoneServer);
  const news = notification(network, { from, type: 'encrypt' }, [node('identity')]);
  for (const other of correspondentsOf(network, account)) deliverToAll(other, news);
};

/** Everybody with whom it has exchanged messages, in groups too. */
const correspondentsOf = ({ directory }: Network, { phone, handset }: Account): Set<Account> => {
  const found = new Set<Account>();
  for (const { from, chat } of handset.shown) {
    const other = from === phone ? directory.findByJid(chat) : directory.findByPhone(from);
    if (other !== undefined && other.phone !== phone) found.add(other);
  }
  return found;
};
