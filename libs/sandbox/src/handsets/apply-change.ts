import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import { contactOf } from '../directory/contact-of.ts';
import type { Network } from '../network.ts';
import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { hashOption, openVote } from './poll-votes.ts';
import type { Change } from './read.ts';
import { textOf } from './read-change.ts';
import type { Entry, Screen } from './screen.ts';
import type { Shown } from './shown.ts';
import { unwrap } from './unwrap.ts';

type Applied = {
  screen: Screen;
  /** What brings the change: an entry of its own. */
  by: Shown;
  change: Change;
};

/** Shows what a message has made of an earlier one. What nobody may do to another's message, or what is about a message
 * that is not here, changes nothing. */
export const applyChange = (network: Network, owner: Account, { screen, by, change }: Applied): void => {
  const target = screen.find(change.key.id ?? '', authorOf(network, owner, { by, key: change.key }));
  if (target === undefined || !isSameChat(network, target.shown, by)) return;
  const { shown } = target;
  switch (change.kind) {
    case 'edit':
      if (shown.from !== by.from || shown.revokedAt !== undefined) return;
      if (shown.caption === undefined) shown.text = textOf(change.message);
      else shown.caption = textOf(change.message);
      shown.editedAt = by.at;
      return;
    case 'revoke':
      if (shown.from === by.from || isAdmin(network, by)) shown.revokedAt = by.at;
      return;
    case 'reaction': {
      const others = (shown.reactions ?? []).filter(({ from }) => from !== by.from);
      shown.reactions = change.emoji === '' ? others : [...others, { from: by.from, emoji: change.emoji }];
      return;
    }
    case 'vote':
      return applyVote(network, target, { by, vote: change.vote });
    case 'pin':
  }
};

/** Whether both stand in one chat: nobody changes from one what stands in another. A person is the same by either
 * name. */
const isSameChat = ({ directory }: Network, one: Shown, other: Shown): boolean =>
  contactOf(directory, one.chat) === contactOf(directory, other.chat);

type Naming = { by: Shown; key: proto.IMessageKey };

/** Whose message a key names: keys speak from the side of whoever writes them. */
const authorOf = ({ directory }: Network, owner: Account, { by, key }: Naming): string => {
  if (key.fromMe === true) return by.from;
  if (key.participant) return directory.findByJid(key.participant)?.phone ?? '';
  return by.from === owner.phone ? (directory.findByJid(by.chat)?.phone ?? '') : owner.phone;
};

const isAdmin = ({ directory, groups }: Network, { from, chat }: Shown): boolean => {
  if (parseJid(chat).server !== groupServer) return false;
  const role = groups.find(chat)?.members.get(directory.findByPhone(from)?.lid ?? '');
  return role === 'admin' || role === 'superadmin';
};

const applyVote = (
  network: Network,
  { shown, content }: Entry,
  { by, vote }: { by: Shown; vote: proto.Message.IPollEncValue },
): void => {
  const secret = unwrap(proto.Message.decode(content)).message.messageContextInfo?.messageSecret;
  if (!secret || shown.poll === undefined) return;
  for (const creator of namesOf(network, shown.from))
    for (const voter of namesOf(network, by.from)) {
      const hashes = openVote({ secret, pollId: shown.id, creator, voter }, vote);
      if (hashes === null) continue;
      const wanted = new Set(hashes.map((hash) => hash.toString('hex')));
      const chosen = shown.poll.options.filter((option) => wanted.has(hashOption(option).toString('hex')));
      const others = (shown.votes ?? []).filter(({ from }) => from !== by.from);
      shown.votes = chosen.length === 0 ? others : [...others, { from: by.from, options: chosen }];
      by.options = chosen;
      return;
    }
  network.strangeness.write(null, new Error('a vote that the secret of its poll does not open'));
};

/** A vote is bound to whichever of the two names of a person the chat goes by. */
const namesOf = ({ directory }: Network, phone: string): string[] => {
  const lid = directory.findByPhone(phone)?.lid;
  return [toJid(phone, phoneServer), ...(lid === undefined ? [] : [toJid(lid, lidServer)])];
};
