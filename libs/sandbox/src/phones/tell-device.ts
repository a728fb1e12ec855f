import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { LinkedDevice } from '../directory/account.ts';
import { encryptFor } from '../handsets/encrypt-for.ts';
import { type Network, secondsNow } from '../network.ts';
import { phoneServer, toJid } from '../wire/jid.ts';
import { newId } from '../wire/new-id.ts';
import { node, type WireNode } from '../wire/node.ts';

/** What a phone tells one of its linked devices alone, encrypted for it, as nobody else is meant to see it. Null where
 * the device is no longer linked. */
export const tellDevice = (
  network: Network,
  { account, id: device }: LinkedDevice,
  told: proto.Message.IProtocolMessage,
): WireNode | null => {
  const plaintext = Buffer.from(proto.Message.encode({ protocolMessage: told }).finish());
  const sealed = encryptFor(network, account, { address: { lid: account.lid, device }, plaintext });
  if (sealed === null) return null;
  const from = toJid(account.phone, phoneServer);
  const head = { id: newId(), from, type: 'text', category: 'peer', push_priority: 'high', t: secondsNow(network) };
  return node('message', head, [node('enc', { v: 2, type: sealed.type }, sealed.ciphertext)]);
};
