import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Address } from '../signal/address.ts';
import type { Peer } from '../signal/peer.ts';
import type { SenderKeys } from '../signal/sender-keys.ts';
import { bytesOf, childrenOf, type WireNode } from '../wire/node.ts';
import { unpad } from './padding.ts';

/** Decrypts everything a stanza holds for this telephone, in its order: a key for a group that is handed over is kept,
 * so that what follows can be opened with it. Null where there is nothing to read. Throws where it cannot decrypt. */
export const openStanza = (
  { peer, senderKeys }: { peer: Peer; senderKeys: SenderKeys },
  sender: Address,
  stanza: WireNode,
): proto.Message | null => {
  let read: proto.Message | null = null;
  for (const enc of childrenOf(stanza, 'enc')) {
    const { type } = enc.attrs;
    const padded =
      type === 'skmsg'
        ? senderKeys.decrypt(stanza.attrs['from'] ?? '', sender, bytesOf(enc))
        : peer.decrypt(sender, { type: type === 'pkmsg' ? 'pkmsg' : 'msg', ciphertext: bytesOf(enc) });
    const message = proto.Message.decode(unpad(padded));
    const key = message.senderKeyDistributionMessage;
    if (key?.groupId && key.axolotlSenderKeyDistributionMessage)
      senderKeys.learn(key.groupId, sender, key.axolotlSenderKeyDistributionMessage);
    if (!isKeyAlone(message)) read = message;
  }
  return read;
};

const isKeyAlone = (message: proto.Message): boolean =>
  Boolean(message.senderKeyDistributionMessage) &&
  Object.keys(proto.Message.toObject(message)).every(
    (key) => key === 'senderKeyDistributionMessage' || key === 'messageContextInfo',
  );
