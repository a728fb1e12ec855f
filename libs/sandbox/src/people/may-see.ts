import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { parseJid } from '../wire/jid.ts';

/** Whether somebody lets another see what a setting guards. Who has blocked the other lets it see nothing. */
export const maySee = (viewer: Account, { whose, setting }: { whose: Account; setting: string }): boolean => {
  if (viewer === whose) return true;
  if (whose.profile.blocked.has(viewer.lid)) return false;
  const choice = whose.profile.privacy.get(setting) ?? 'all';
  return choice === 'all' || (choice !== 'none' && knows(whose, viewer));
};

/** Whether a writer hears that what it wrote to one person was read: both must want such things told. Groups have no
 * such choice. */
export const tellsOfReading = (reader: Account, author: Account): boolean =>
  [reader, author].every(({ profile }) => profile.privacy.get('readreceipts') !== 'none');

/** Whether somebody has another among its contacts. Nobody here keeps an address book: it knows those with whom its
 * telephone has a chat. */
export const knows = (account: Account, other: Account): boolean =>
  account.handset.shown.some(({ chat }) => [other.phone, other.lid].includes(parseJid(chat).user));

/** Those who have a chat with somebody, each once. */
export const acquaintances = ({ directory }: Network, { handset }: Account): Account[] => {
  const chats = new Set(handset.shown.map(({ chat }) => chat));
  const found = [...chats].map((chat) => directory.findByJid(chat));
  return [...new Set(found)].filter((account) => account !== undefined);
};
