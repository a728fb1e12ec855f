import { agree } from '../app-state/agree.ts';
import { chatIs } from '../app-state/sayings.ts';
import { tellOwnDevices } from '../delivery/tell-own-devices.ts';
import type { Account } from '../directory/account.ts';
import { isUnread } from '../handsets/is-unread.ts';
import type { Network } from '../network.ts';
import { chatJid } from './history.ts';

/** The person reads a chat on the phone itself: the authors hear of it, and the linked devices show it as read. Answers
 * how many messages that were. */
export const readOnPhone = async (network: Network, account: Account, chat: string): Promise<number> => {
  await account.handset.settled();
  const jid = chatJid(network, chat);
  const unread = account.handset.shown.filter(
    (entry) => isUnread(account, entry) && chatJid(network, entry.chat) === jid,
  );
  // Somebody who does not tell others what they read still has their own devices know it.
  const type = account.profile.privacy.get('readreceipts') === 'none' ? 'read-self' : 'read';
  for (const entry of unread) {
    account.handset.confirm(entry, 'read');
    const author = network.directory.findByPhone(entry.from);
    if (author !== undefined)
      tellOwnDevices(network, account, { ids: [entry.id], chat: entry.chat, author, by: 0, type });
  }
  const last = unread.at(-1);
  if (last !== undefined) agree(network, account, chatIs.read(jid, last.at));
  network.live.tell({ kind: 'conversation', phone: account.phone });
  return unread.length;
};
