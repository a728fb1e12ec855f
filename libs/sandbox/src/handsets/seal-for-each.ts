import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { Address } from '../signal/address.ts';
import { node, type WireNode } from '../wire/node.ts';
import { encryptFor } from './encrypt-for.ts';

type Meant = {
  message: proto.IMessage;
  to: readonly Address[];
  /** How the stanza names one of them. */
  jidOf: (address: Address) => string;
};

/** A message of somebody's telephone, encrypted for each of these devices, as a stanza carries it. Devices that are
 * gone are passed over. */
export const sealForEach = (network: Network, account: Account, { message, to, jidOf }: Meant): WireNode[] => {
  const plaintext = Buffer.from(proto.Message.encode(message).finish());
  return to.flatMap((address) => {
    const sealed = encryptFor(network, account, { address, plaintext });
    if (sealed === null) return [];
    return [node('to', { jid: jidOf(address) }, [node('enc', { v: 2, type: sealed.type }, sealed.ciphertext)])];
  });
};
