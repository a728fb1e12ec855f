import {
  areJidsSameUser,
  getContentType,
  isHostedLidUser,
  isHostedPnUser,
  isLidUser,
  isPnUser,
  jidDecode,
  normalizeMessageContent,
  type proto,
  type WAMessageKey,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { IncomingMessage } from './session.ts';

/** A message as Baileys has it, from wherever that is. */
export type HeardMessage = {
  key: WAMessageKey;
  message?: proto.IMessage | null;
  messageTimestamp?: unknown;
  pushName?: string | null;
};

/**
 * What somebody wrote to somebody. Null for what is no message between two people: what changes another message (edits,
 * revokes, reactions, votes), what devices say to each other, and what could not be read, which is asked for again.
 * Groups, newsletters and status are left out as yet.
 */
export const toIncoming = (
  { key, message, messageTimestamp, pushName }: HeardMessage,
  { own, isOffline }: { own: WASocket['user']; isOffline: boolean },
): IncomingMessage | null => {
  const { id, remoteJid, remoteJidAlt, fromMe } = key;
  const content = toContent(message);
  const chat = toAddress(remoteJid);
  if (content === null || chat === null || typeof id !== 'string' || id === '' || id.length > longestId) return null;
  // On what our own number wrote, Baileys may give its own other address for that of the chat.
  const isOtherOurs = isOurs(remoteJidAlt, own) && !isOurs(remoteJid, own);
  const other = isOtherOurs ? null : toAddress(remoteJidAlt);
  const isOwn = fromMe === true;
  return {
    id: clean(id),
    chat: {
      phone: chat.phone ?? other?.phone ?? null,
      lid: chat.lid ?? other?.lid ?? null,
    },
    by: isOwn ? 'own_phone' : 'contact',
    at: toTime(messageTimestamp),
    isOffline,
    name: isOwn || !pushName ? null : clean(pushName).slice(0, longestName),
    content,
  };
};

/** What WhatsApp's own clients make is an eighth of it. */
const longestId = 255;
const longestName = 200;

const toContent = (message: proto.IMessage | null | undefined): IncomingMessage['content'] | null => {
  const inner = normalizeMessageContent(message?.deviceSentMessage?.message ?? message ?? undefined);
  const type = getContentType(inner);
  if (inner === undefined || type === undefined || areNoMessages.has(type)) return null;
  const text = inner.conversation || inner.extendedTextMessage?.text;
  return typeof text === 'string' && text !== '' ? { kind: 'text', text: clean(text) } : { kind: 'other' };
};

/** They change another message, or are between devices. */
const areNoMessages: ReadonlySet<string> = new Set([
  'protocolMessage',
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'secretEncryptedMessage',
  'encEventResponseMessage',
  'encCommentMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'placeholderMessage',
]);

const toAddress = (jid: string | null | undefined): { phone: string | null; lid: string | null } | null => {
  const user = jidDecode(jid ?? undefined)?.user;
  if (typeof jid !== 'string' || user === undefined || !/^\d{5,20}$/u.test(user)) return null;
  if (isPnUser(jid) === true || isHostedPnUser(jid) === true) return { phone: user, lid: null };
  if (isLidUser(jid) === true || isHostedLidUser(jid) === true) return { phone: null, lid: `${user}@lid` };
  return null;
};

const isOurs = (jid: string | null | undefined, own: WASocket['user']): boolean =>
  typeof jid === 'string' && (areJidsSameUser(jid, own?.id) || areJidsSameUser(jid, own?.lid));

/** Baileys has a time as a number, or as a Long of protobuf. */
const toTime = (seconds: unknown): Date => {
  const at = Number(typeof seconds === 'object' ? String(seconds) : seconds) * 1000;
  return at > 0 && at < Date.now() ? new Date(at) : new Date();
};

/** Without what no database takes: somebody's message is not to be lost for one character. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\u{FFFD}');
