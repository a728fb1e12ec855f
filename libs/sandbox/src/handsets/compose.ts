import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import { attach, type Media } from './attach.ts';
import { sealVote } from './poll-votes.ts';
import { keyOf, nameIn, quote } from './quote.ts';
import type { Entry } from './screen.ts';
import type { Card } from './shown.ts';
import { unwrap } from './unwrap.ts';
import { writeCard } from './vcard.ts';

/** What a person can write: one thing at a time, to a jid. */
export type Letter = { to: string; replyTo?: string | undefined } & (
  | { kind: 'text'; text: string }
  | { kind: 'media'; media: Media }
  | { kind: 'location'; location: { latitude: number; longitude: number; name?: string | undefined } }
  | { kind: 'contact'; contact: Card }
  | { kind: 'poll'; poll: { question: string; options: string[]; many?: boolean | undefined } }
  | { kind: 'vote'; vote: { id: string; options: string[] } }
  | { kind: 'reaction'; reaction: { id: string; emoji: string } }
  | { kind: 'edit'; edit: { id: string; text: string } }
  | { kind: 'revoke'; revoke: { id: string } }
);

const { Type } = proto.Message.ProtocolMessage;

/** What a telephone sends for what its person writes. Throws `NotFound` where it is about a message that this telephone
 * does not show, and `Refused` where that message does not allow it. */
export const compose = (network: Network, account: Account, letter: Letter): proto.IMessage => {
  const { to, replyTo } = letter;
  const contextInfo = replyTo === undefined ? null : quote(network, { entry: getEntry(account, replyTo), to });
  switch (letter.kind) {
    case 'text':
      return contextInfo === null
        ? { conversation: letter.text }
        : { extendedTextMessage: { text: letter.text, contextInfo } };
    case 'media':
      return attach(network, account, { media: letter.media, to, contextInfo });
    case 'location': {
      const { latitude, longitude, name } = letter.location;
      const place = { degreesLatitude: latitude, degreesLongitude: longitude, name: name ?? null };
      return { locationMessage: { ...place, contextInfo } };
    }
    case 'contact':
      return { contactMessage: { ...writeCard(letter.contact), contextInfo } };
    case 'poll':
      return composePoll(letter.poll, contextInfo);
    case 'vote':
      return composeVote(network, account, { to, ...letter.vote });
    case 'reaction': {
      const { id, emoji } = letter.reaction;
      const key = keyOf(network, account, { entry: getEntry(account, id), to });
      return { reactionMessage: { key, text: emoji, senderTimestampMs: network.clock.now() } };
    }
    case 'edit': {
      const key = ownKey(network, account, { to, id: letter.edit.id });
      const editedMessage = { conversation: letter.edit.text };
      return { protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage, timestampMs: network.clock.now() } };
    }
    case 'revoke':
      return { protocolMessage: { key: ownKey(network, account, { to, id: letter.revoke.id }), type: Type.REVOKE } };
  }
};

/** A message that this telephone shows. */
const getEntry = (account: Account, id: string): Entry => {
  const found = account.handset.screen.findById(id);
  if (found === undefined) throw new NotFound(`+${account.phone} knows of no message ${id}`);
  return found;
};

const ownKey = (network: Network, account: Account, { to, id }: { to: string; id: string }): proto.IMessageKey => {
  const entry = getEntry(account, id);
  if (entry.shown.from !== account.phone) throw new Refused(`${id} was not written by +${account.phone}`);
  return keyOf(network, account, { entry, to });
};

const composePoll = (
  { question, options, many = false }: { question: string; options: string[]; many?: boolean | undefined },
  contextInfo: proto.IContextInfo | null,
): proto.IMessage => {
  const poll = {
    name: question,
    options: options.map((optionName) => ({ optionName })),
    selectableOptionsCount: many ? 0 : 1,
    contextInfo,
  };
  const messageContextInfo = { messageSecret: randomBytes(32) };
  return many ? { messageContextInfo, pollCreationMessage: poll } : { messageContextInfo, pollCreationMessageV3: poll };
};

const composeVote = (
  network: Network,
  account: Account,
  { to, id, options }: { to: string; id: string; options: string[] },
): proto.IMessage => {
  const entry = getEntry(account, id);
  const { poll, from } = entry.shown;
  const secret = unwrap(proto.Message.decode(entry.content)).message.messageContextInfo?.messageSecret;
  if (poll === undefined || !secret) throw new Refused(`${id} is no poll`);
  const unknown = options.find((option) => !poll.options.includes(option));
  if (unknown !== undefined) throw new Refused(`this poll has no option ${unknown}`);
  if (options.length > 1 && !poll.many) throw new Refused('this poll takes one option');
  const ballot = { secret, pollId: id, creator: nameIn(network, to, from), voter: nameIn(network, to, account.phone) };
  return {
    pollUpdateMessage: {
      pollCreationMessageKey: keyOf(network, account, { entry, to }),
      vote: sealVote(ballot, options),
      senderTimestampMs: network.clock.now(),
    },
  };
};
