import type { Account } from '../directory/account.ts';
import type { ReceiptType } from '../handsets/handset.ts';
import type { Network } from '../network.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import { childrenOf, findChild, getAttribute, type WireNode } from '../wire/node.ts';
import { wasRead } from './note-receipt.ts';
import type { Origin } from './relay.ts';
import { tellAuthor } from './tell-author.ts';
import { tellOwnDevices } from './tell-own-devices.ts';

type Meaning = { type: ReceiptType; isPrivate: boolean };

/** What the types of a receipt mean for others. Those that are not here concern nobody but the device and the network,
 * or are answered elsewhere. */
const meanings = new Map<string, Meaning>([
  ['', { type: 'delivered', isPrivate: false }],
  // Delivered too, to a client that nobody looks at.
  ['inactive', { type: 'delivered', isPrivate: false }],
  ['read', { type: 'read', isPrivate: false }],
  ['played', { type: 'played', isPrivate: false }],
  // The same by somebody who does not tell others what they read.
  ['read-self', { type: 'read', isPrivate: true }],
  ['played-self', { type: 'played', isPrivate: true }],
]);

/** A client has messages, has read them or has played them: whoever wrote them hears of it, unless it is nobody else's
 * business, and so do the telephone and the other devices of its own account. */
export const relayReceipt = (network: Network, { account, device }: Origin, receipt: WireNode): void => {
  const meaning = meanings.get(receipt.attrs['type'] ?? '');
  if (meaning === undefined) return;
  const to = getAttribute(receipt, 'to');
  const author = network.directory.findByJid(receipt.attrs['participant'] ?? to);
  if (author === undefined || author === account) return;
  if (!areInChat(network, to, [account, author])) return;
  const ids = idsOf(receipt);
  const { type, isPrivate } = meaning;
  // Another device may have shown it to the person already; a client that takes both in one go keeps the later word.
  const isLate = type === 'delivered' && parseJid(to).server !== groupServer && ids.every((id) => wasRead(author, id));
  if (!isPrivate && !isLate) tellAuthor(network, { account, device }, { author, ids, chat: to, type });
  if (type === 'delivered') return;
  for (const id of ids) {
    const entry = account.handset.screen.find(id, author.phone);
    if (entry !== undefined) entry.shown.isRead = true;
  }
  tellOwnDevices(network, account, { ids, chat: to, author, by: device, type: receipt.attrs['type'] ?? 'read' });
  network.live.tell({ kind: 'conversation', phone: account.phone });
};

/** What is said in a group is said by members, of members. */
const areInChat = ({ groups }: Network, to: string, people: readonly Account[]): boolean =>
  parseJid(to).server !== groupServer || people.every(({ lid }) => groups.find(to)?.members.has(lid) === true);

const idsOf = (receipt: WireNode): string[] => {
  const list = findChild(receipt, 'list');
  const more = list === undefined ? [] : childrenOf(list, 'item').map((item) => getAttribute(item, 'id'));
  return [getAttribute(receipt, 'id'), ...more];
};
