import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import type { Entry } from './screen.ts';

/** How a message of this account names an earlier one in a chat: from its own side. */
export const keyOf = (network: Network, account: Account, { entry, to }: Naming): proto.IMessageKey => {
  const fromMe = entry.shown.from === account.phone;
  const isGroup = parseJid(to).server === groupServer;
  return {
    remoteJid: to,
    fromMe,
    id: entry.shown.id,
    participant: isGroup && !fromMe ? nameIn(network, to, entry.shown.from) : null,
  };
};

/** What quotes an earlier message, with all that it said. */
export const quote = (network: Network, { entry, to }: Naming): proto.IContextInfo => ({
  stanzaId: entry.shown.id,
  participant: nameIn(network, to, entry.shown.from),
  quotedMessage: proto.Message.decode(entry.content),
});

/** The jid by which a chat knows somebody: in groups and in chats by LID that is the LID. */
export const nameIn = ({ directory }: Network, chat: string, phone: string): string => {
  const lid = directory.findByPhone(phone)?.lid;
  return parseJid(chat).server === phoneServer || lid === undefined ? toJid(phone, phoneServer) : toJid(lid, lidServer);
};

type Naming = { entry: Entry; to: string };
