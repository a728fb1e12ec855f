import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { relay } from '../delivery/relay.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { wasWrittenTo } from '../people/was-written-to.ts';
import { toName } from '../signal/address.ts';
import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import { mostRetries } from './ask-again.ts';
import { describe } from './describe.ts';
import { encryptFor } from './encrypt-for.ts';
import type { Retry } from './handset.ts';

/** Sends something once more to the one device that could not decrypt it, in a new conversation, since the old one is
 * what has failed. Each count is answered once. */
export const resend = (network: Network, account: Account, { id, by, count, bundle }: Retry): void => {
  const { screen, peer } = account.handset;
  const entry = screen.find(id, account.phone);
  if (entry === undefined) {
    network.strangeness.write(null, 'a device asks again for a message that this telephone did not write');
    return;
  }
  const reader = toName(by);
  const { chat } = entry.shown;
  if (!wasWrittenTo(network, account, { chat, lid: by.lid })) {
    network.strangeness.write(null, 'a device asks for a message that was not for it');
    return;
  }
  entry.resent ??= new Map();
  if (count > mostRetries || count <= (entry.resent.get(reader) ?? 0)) return;
  entry.resent.set(reader, count);

  peer.forget(by);
  if (bundle !== null) peer.startSession(by, bundle);
  const message = proto.Message.decode(entry.content);
  const plaintext = Buffer.from(proto.Message.encode(addressed(account, { chat, message, by })).finish());
  const sealed = encryptFor(network, account, { address: by, plaintext });
  const owner = network.directory.findByLid(by.lid);
  if (sealed === null || owner === undefined) return;
  const { server } = parseJid(chat);
  const isByPhone = server === phoneServer;
  const jid = toJid(isByPhone ? owner.phone : by.lid, isByPhone ? phoneServer : lidServer, by.device);
  const head = { to: chat, id, ...describe(message), participant: server === groupServer ? jid : undefined };
  const enc = node('enc', { v: 2, type: sealed.type, count }, sealed.ciphertext);
  relay(
    network,
    { account, device: 0 },
    node('message', head, [node('participants', {}, [node('to', { jid }, [enc])])]),
  );
};

type Letter = { chat: string; message: proto.Message; by: Retry['by'] };

/** To a device of its own account it says where the message went; to one in a group it gives its key again, without
 * which the next message would fail too. */
const addressed = (account: Account, { chat, message, by }: Letter): proto.IMessage => {
  if (parseJid(chat).server === groupServer) {
    const axolotlSenderKeyDistributionMessage = account.handset.senderKeys.distribution(chat);
    return Object.assign(message, {
      senderKeyDistributionMessage: { groupId: chat, axolotlSenderKeyDistributionMessage },
    });
  }
  return by.lid === account.lid ? { deviceSentMessage: { destinationJid: chat, message } } : message;
};
