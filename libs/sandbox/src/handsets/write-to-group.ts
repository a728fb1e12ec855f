import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { relayToGroup } from '../delivery/relay-to-group.ts';
import type { Account } from '../directory/account.ts';
import { devicesOf } from '../directory/devices.ts';
import type { Group } from '../groups/group.ts';
import type { Network } from '../network.ts';
import { lidServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import { pad } from './padding.ts';
import { sealForEach } from './seal-for-each.ts';

type Letter = { group: Group; id: string; message: proto.IMessage; stanzaType: string; edit?: string | undefined };

/** Writes to a group from somebody's telephone: once for all, with the key of that telephone, which it gives first to
 * every device that does not hold it yet. */
export const writeToGroup = (network: Network, account: Account, letter: Letter): void => {
  const { group, id, message, stanzaType, edit } = letter;
  const { senderKeys } = account.handset;
  const readers = [...group.members.keys()]
    .flatMap((lid) => {
      const member = network.directory.findByLid(lid);
      return member === undefined ? [] : devicesOf(member);
    })
    .filter(({ lid, device }) => lid !== account.lid || device !== 0);
  const newcomers = senderKeys.share(group.id, readers);
  const axolotlSenderKeyDistributionMessage = senderKeys.distribution(group.id);
  const given = sealForEach(network, account, {
    message: { senderKeyDistributionMessage: { groupId: group.id, axolotlSenderKeyDistributionMessage } },
    to: newcomers,
    jidOf: ({ lid, device }) => toJid(lid, lidServer, device),
  });
  const plaintext = pad(proto.Message.encode(message).finish());
  const sealed = senderKeys.encrypt(group.id, plaintext);
  relayToGroup(network, {
    group,
    account,
    device: 0,
    message: node('message', { to: group.id, id, type: stanzaType, edit }, [
      node('participants', {}, given),
      node('enc', { v: 2, type: 'skmsg' }, sealed),
    ]),
  });
};
