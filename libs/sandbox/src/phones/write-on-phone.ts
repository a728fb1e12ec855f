import type { Account } from '../directory/account.ts';
import { checkMayWrite } from '../groups/may-write.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { groupServer, parseJid } from '../wire/jid.ts';

/** The person writes on the phone itself: the others get it, and so do the account's own linked devices. Answers the
 * id of the message. */
export const writeOnPhone = async (
  network: Network,
  account: Account,
  { to, text }: { to: string; text: string },
): Promise<string> => {
  checkMayWrite(network, account, to);
  const isGroup = parseJid(to).server === groupServer;
  if (!isGroup && network.directory.findByJid(to)?.isOnWhatsApp !== true)
    throw new Refused('nobody here has this number');
  return account.handset.write({ to, message: { conversation: text } });
};
