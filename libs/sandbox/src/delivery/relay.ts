import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { childrenOf, findChild, getAttribute, node, type WireNode } from '../wire/node.ts';
import { bring } from './deliver.ts';
import { relayToGroup } from './relay-to-group.ts';

export type Origin = { account: Account; device: number };

/** Brings a message to every device it is encrypted for. */
export const relay = (network: Network, origin: Origin, message: WireNode): void => {
  const { account, device } = origin;
  const to = getAttribute(message, 'to');
  if (message.attrs['category'] === 'peer') return relayToPhone(origin, message);
  const group = network.groups.find(to);
  if (group !== undefined) return relayToGroup(network, { group, account, device, message });
  const identity = childrenOf(message, 'device-identity');
  const other = network.directory.findByJid(to);
  const head = headOf(network, origin, message);
  for (const { attrs, content } of readersOf(message)) {
    const jid = attrs['jid'] ?? '';
    const target = network.directory.findByJid(jid);
    if (target === undefined || !Array.isArray(content) || target.profile.blocked.has(account.lid)) continue;
    const isOwn = target === account;
    // What becomes of a message is decided by whom it goes to: it goes to nobody else.
    if (!isOwn && target !== other) continue;
    const stanza = node('message', isOwn ? head.forOwn : head.forOther, [...content, ...identity]);
    bring(target, parseJid(jid).device, { sender: { lid: account.lid, device }, stanza });
  }
};

type Head = Parameters<typeof node>[1];

/** What stands before a message, for the other devices of whoever wrote it and for those of the other. Each is told the
 * other name of whom it does not know: its writer, or on what its own account wrote the recipient. */
const headOf = (
  network: Network,
  { account, device }: Origin,
  { attrs }: WireNode,
): { forOwn: Head; forOther: Head } => {
  const to = attrs['to'] ?? '';
  const recipient = network.directory.findByJid(to);
  const { hidesNumber } = account.manner;
  const isByLid = hidesNumber || parseJid(to).server === lidServer;
  const forAll = {
    id: attrs['id'],
    from: isByLid ? toJid(account.lid, lidServer, device) : toJid(account.phone, phoneServer, device),
    addressing_mode: isByLid ? 'lid' : undefined,
    t: secondsNow(network),
    type: attrs['type'] ?? 'text',
    edit: attrs['edit'],
    notify: account.name,
  };
  return {
    forOwn: {
      ...forAll,
      recipient: attrs['recipient'] ?? to,
      peer_recipient_pn: isByLid && recipient !== undefined ? toJid(recipient.phone, phoneServer) : undefined,
      peer_recipient_lid: !isByLid && recipient !== undefined ? toJid(recipient.lid, lidServer) : undefined,
    },
    forOther: {
      ...forAll,
      sender_pn: isByLid && !hidesNumber ? toJid(account.phone, phoneServer) : undefined,
      sender_lid: isByLid ? undefined : toJid(account.lid, lidServer),
    },
  };
};

/** What a device says to its own phone alone. */
const relayToPhone = ({ account, device }: Origin, { attrs, content }: WireNode): void => {
  const from = toJid(account.phone, phoneServer, device);
  account.handset.receive({ lid: account.lid, device }, node('message', { id: attrs['id'], from }, content));
};

/** Those it is encrypted for: several, or the one device it goes to, as when that has asked for it again. */
const readersOf = (message: WireNode): WireNode[] => {
  const participants = findChild(message, 'participants');
  if (participants !== undefined) return childrenOf(participants, 'to');
  return [node('to', { jid: getAttribute(message, 'to') }, childrenOf(message, 'enc'))];
};
