import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Group, Role } from '../groups/group.ts';
import { isUnread } from '../handsets/is-unread.ts';
import type { Entry } from '../handsets/screen.ts';
import type { Network } from '../network.ts';
import { lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { type ChatSettings, chatSettingsOf } from './chat-settings.ts';

const { Status, StubType } = proto.WebMessageInfo;
const { Rank } = proto.GroupParticipant;

/** One chat as the phone has it: who it is with, and everything said there, newest first. */
export type Past = { about: proto.IConversation; messages: proto.IWebMessageInfo[] };

/** Everything the phone shows, chat by chat, in the words in which it tells its linked devices. */
export const historyOf = (network: Network, account: Account): Past[] => {
  const settings = chatSettingsOf(account);
  const pasts = new Map<string, Past>();
  for (const entry of account.handset.screen.entries()) {
    const { chat, target } = entry.shown;
    // What only changes another message has changed it already.
    if (target !== undefined) continue;
    const jid = chatJid(network, chat);
    const past = pasts.get(jid) ?? { about: describe(network, jid), messages: [] };
    pasts.set(jid, past);
    past.messages.push(toWebMessage(network, account, { jid, entry }));
    past.about.conversationTimestamp = secondsOf(entry);
    if (isUnread(account, entry.shown)) past.about.unreadCount = (past.about.unreadCount ?? 0) + 1;
  }
  for (const [jid, { about, messages }] of pasts) {
    messages.reverse();
    const chosen = settings.get(jid);
    if (chosen !== undefined) Object.assign(about, toSettings(chosen));
  }
  return [...pasts.values()];
};

/** The one jid of a chat: with a person it may have gone by either of two addresses. */
export const chatJid = ({ directory }: Network, chat: string): string => {
  const { user, server } = parseJid(chat);
  const person = directory.findByJid(chat);
  return person === undefined ? toJid(user, server) : toJid(person.phone, phoneServer);
};

/** Who is who, for everybody in these chats. */
export const mappingsOf = (pasts: readonly Past[]): proto.IPhoneNumberToLIDMapping[] =>
  pasts.flatMap(({ about: { pnJid, lidJid } }) => (pnJid && lidJid ? [{ pnJid, lidJid }] : []));

const describe = ({ directory, groups }: Network, jid: string): proto.IConversation => {
  const group = groups.find(jid);
  if (group !== undefined) return describeGroup(group);
  const person = directory.findByJid(jid);
  return person === undefined
    ? { id: jid }
    : { id: jid, lidJid: toJid(person.lid, lidServer), pnJid: jid, name: person.name, unreadCount: 0 };
};

const ranks: Record<Role, proto.GroupParticipant.Rank> = {
  member: Rank.REGULAR,
  admin: Rank.ADMIN,
  superadmin: Rank.SUPERADMIN,
};

const describeGroup = ({ id, subject, members, createdAt, creator }: Group): proto.IConversation => ({
  id,
  name: subject.text,
  unreadCount: 0,
  createdAt,
  createdBy: creator,
  participant: [...members].map(([lid, role]) => ({ userJid: toJid(lid, lidServer), rank: ranks[role] })),
});

const statuses = {
  sent: Status.SERVER_ACK,
  delivered: Status.DELIVERY_ACK,
  read: Status.READ,
  played: Status.PLAYED,
} as const;

const secondsOf = ({ shown }: Entry): number => Math.floor(Date.parse(shown.at) / 1000);

const toWebMessage = (
  network: Network,
  account: Account,
  { jid, entry }: { jid: string; entry: Entry },
): proto.IWebMessageInfo => {
  const { id, from, status, revokedAt } = entry.shown;
  const fromMe = from === account.phone;
  const author = network.directory.findByPhone(from);
  const isGroup = network.groups.find(jid) !== undefined;
  const participant = isGroup && author !== undefined ? toJid(author.lid, lidServer) : undefined;
  const head = {
    key: { remoteJid: jid, fromMe, id, ...(participant === undefined ? {} : { participant }) },
    messageTimestamp: secondsOf(entry),
    ...(participant === undefined ? {} : { participant }),
    ...(fromMe ? { status: statuses[status ?? 'sent'] } : { pushName: author?.name ?? null }),
  };
  if (revokedAt !== undefined) return { ...head, messageStubType: StubType.REVOKE };
  return { ...head, message: proto.Message.decode(entry.content) };
};

/** What the person has decided about a chat, on whichever device. */
const toSettings = ({ archived, pinnedAt, mutedUntil, isMarkedUnread, name }: ChatSettings): proto.IConversation => ({
  archived,
  markedAsUnread: isMarkedUnread,
  ...(pinnedAt === null ? {} : { pinned: Math.floor(pinnedAt / 1000) }),
  ...(mutedUntil === null ? {} : { muteEndTime: mutedUntil }),
  ...(name === null ? {} : { name }),
});
