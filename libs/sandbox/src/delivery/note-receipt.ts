import type { Account } from '../directory/account.ts';
import type { ReceiptType } from '../handsets/handset.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import { wasWrittenTo } from '../people/was-written-to.ts';

const order: readonly NonNullable<Shown['status']>[] = ['sent', 'delivered', 'read', 'played'];

/** The telephone of whoever wrote something learns how far it has come; in a group, with the first who has it. Receipts
 * may come in any order: what was read is not merely delivered again. Of what was not for whoever says so, nothing is
 * believed. */
export const noteReceipt = (
  network: Network,
  author: Account,
  { id, type, by }: { id: string; type: ReceiptType; by: Account },
): void => {
  const entry = author.handset.screen.find(id, author.phone)?.shown;
  if (entry === undefined || !wasWrittenTo(network, author, { chat: entry.chat, lid: by.lid })) return;
  if (order.indexOf(type) > order.indexOf(entry.status ?? 'sent')) entry.status = type;
};

/** Whether the telephone of whoever wrote something knows that it has been read. */
export const wasRead = (author: Account, id: string): boolean => {
  const status = author.handset.screen.find(id, author.phone)?.shown.status;
  return status === 'read' || status === 'played';
};
