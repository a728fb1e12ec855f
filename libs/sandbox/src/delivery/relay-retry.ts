import { speakerIn } from '../directory/jid-like.ts';
import { type Network, secondsNow } from '../network.ts';
import type { Bundle } from '../signal/bundle.ts';
import { checkType, getPreKey, getSignedPreKey } from '../signal/prekey-nodes.ts';
import { parseJid } from '../wire/jid.ts';
import { findChild, getAttribute, getBytes, getChild, MalformedStanza, node, type WireNode } from '../wire/node.ts';
import { deliver } from './deliver.ts';
import type { Origin } from './relay.ts';

/** A client could not decrypt something: the device that sent it is asked to send it again. */
export const relayRetry = (network: Network, { account, device }: Origin, receipt: WireNode): void => {
  const id = getAttribute(receipt, 'id');
  const to = getAttribute(receipt, 'to');
  const writer = receipt.attrs['participant'] ?? to;
  const author = network.directory.findByJid(writer);
  if (author === undefined) throw new MalformedStanza('a retry receipt for nobody');
  // In a group, only members know what they lack.
  const group = network.groups.find(to);
  if (group !== undefined && !(group.members.has(account.lid) && group.members.has(author.lid))) return;
  const count = Number(getAttribute(getChild(receipt, 'retry'), 'count'));
  if (!Number.isInteger(count) || count < 1) throw new MalformedStanza('a retry receipt counts from 1');
  if (parseJid(writer).device === 0) {
    const asked = { id, by: { lid: account.lid, device }, count, bundle: readKeys(receipt) };
    author.handset.resend(asked);
    return;
  }
  const linked = author.devices.get(parseJid(writer).device);
  if (linked === undefined) return;
  const who = speakerIn(to, account, device);
  const head = { ...who, id, type: 'retry', t: secondsNow(network), recipient: receipt.attrs['recipient'] };
  deliver(linked, node('receipt', head, receipt.content));
};

/** The keys it wants to be written to with; the first receipt for a message comes without. */
const readKeys = (receipt: WireNode): Bundle | null => {
  const keys = findChild(receipt, 'keys');
  if (keys === undefined) return null;
  checkType(keys);
  const identity = getBytes(keys, 'identity', 32);
  const preKey = findChild(keys, 'key');
  return {
    registrationId: getBytes(receipt, 'registration', 4).readUInt32BE(),
    identity,
    signedPreKey: getSignedPreKey(keys, identity),
    preKey: preKey === undefined ? null : getPreKey(preKey),
  };
};
