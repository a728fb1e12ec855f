import type { Account } from '../directory/account.ts';
import { speakerIn } from '../directory/jid-like.ts';
import type { ReceiptType } from '../handsets/handset.ts';
import { type Network, secondsNow } from '../network.ts';
import { tellsOfReading } from '../people/may-see.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import { deliverToAll } from './deliver.ts';
import { noteReceipt } from './note-receipt.ts';
import { receiptNode } from './receipt-node.ts';
import type { Origin } from './relay.ts';

type Progress = { author: Account; ids: readonly string[]; chat: string; type: ReceiptType };

/** Tells whoever wrote messages how far they have come with a device of somebody: the telephone, and by a receipt every
 * linked device. That one person has read them is told only where both want such things told. */
export const tellAuthor = (
  network: Network,
  { account, device }: Origin,
  { author, ids, chat, type }: Progress,
): void => {
  const isInGroup = parseJid(chat).server === groupServer;
  if (type === 'read' && !isInGroup && !tellsOfReading(account, author)) return;
  for (const id of ids) noteReceipt(network, author, { id, type, by: account });
  network.live.tell({ kind: 'conversation', phone: author.phone });
  // Between two people a receipt is the person's, whichever of its devices has sent it.
  const who = speakerIn(chat, account, isInGroup ? device : 0);
  // That a message is only there is said by no type at all.
  const head = { ...who, t: secondsNow(network), type: type === 'delivered' ? undefined : type };
  deliverToAll(author, receiptNode(ids, head));
};
