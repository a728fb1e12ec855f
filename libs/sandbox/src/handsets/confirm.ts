import { tellAuthor } from '../delivery/tell-author.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { ReceiptType } from './handset.ts';
import type { Shown } from './shown.ts';

/** A telephone has a message that it shows, or its owner has read or played it: whoever wrote it hears so. */
export const confirm = (
  network: Network,
  account: Account,
  { entry, type }: { entry: Shown; type: ReceiptType },
): void => {
  const { id, from, chat } = entry;
  if (type !== 'delivered') entry.isRead = true;
  network.live.tell({ kind: 'conversation', phone: account.phone });
  const author = network.directory.findByPhone(from);
  if (author !== undefined) tellAuthor(network, { account, device: 0 }, { author, ids: [id], chat, type });
};
