import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import { uploadMedia } from '../media/upload-media.ts';
import type { Network } from '../network.ts';
import { historyOf, mappingsOf, type Past } from './history.ts';

const { HistorySyncType } = proto.HistorySync;
const { Type } = proto.Message.ProtocolMessage;

/** Beyond this a piece of history lies on the media host, and the message only says where. */
const longestInline = 200 * 1024;
/** How much of each chat comes at once; the rest of a long history follows behind it. */
const firstOfEachChat = 20;
const messagesPerPiece = 500;

/** What a new device is told of the account's past: all of it at once where it is short, or the last of every chat
 * first and then the rest piece by piece. The names that people gave themselves come in between. */
export const tellHistory = (network: Network, account: Account): proto.Message.IProtocolMessage[] => {
  const pasts = historyOf(network, account);
  const phoneNumberToLidMappings = mappingsOf(pasts);
  const whole = { syncType: HistorySyncType.INITIAL_BOOTSTRAP, conversations: pasts.map(toConversation) };
  const isShort = proto.HistorySync.encode(whole).finish().length <= longestInline;
  const first = isShort ? whole.conversations : pasts.map((past) => toConversation(part(past, 0, firstOfEachChat)));
  const rest = isShort ? [] : piecesOf(pasts);
  const pieces: proto.IHistorySync[] = [
    { ...whole, conversations: first, phoneNumberToLidMappings, progress: isShort ? 100 : 0 },
    { syncType: HistorySyncType.PUSH_NAME, pushnames: pushNames(network, pasts), progress: 100 },
    ...rest.map((conversations, at) => ({
      syncType: HistorySyncType.RECENT,
      conversations,
      progress: Math.floor(((at + 1) / rest.length) * 100),
    })),
  ];
  return pieces
    .filter(({ pushnames }) => pushnames?.length !== 0)
    .map((piece, at) => notifyOfHistory(network, account, { ...piece, chunkOrder: at + 1 }));
};

/** Says that there is a piece of history, and holds it or says where it is. A piece that a device has asked for names
 * the message in which it did. */
export const notifyOfHistory = (
  network: Network,
  { phone }: Account,
  { askedIn, ...piece }: proto.IHistorySync & { askedIn?: string },
): proto.Message.IProtocolMessage => {
  const bytes = deflateSync(proto.HistorySync.encode(piece).finish());
  const { syncType = null, chunkOrder = 1, progress = 100 } = piece;
  const where =
    bytes.length <= longestInline
      ? { initialHistBootstrapInlinePayload: bytes }
      : uploadMedia(network, { type: 'md-msg-hist', bytes, from: phone, to: [phone] });
  return {
    type: Type.HISTORY_SYNC_NOTIFICATION,
    historySyncNotification: { syncType, chunkOrder, progress, ...where, peerDataRequestSessionId: askedIn ?? null },
  };
};

export const toConversation = ({ about, messages }: Past): proto.IConversation => ({
  ...about,
  messages: messages.map((message, at) => ({ message, msgOrderId: messages.length - at })),
});

const part = ({ about, messages }: Past, from: number, to?: number): Past => ({
  about,
  messages: messages.slice(from, to),
});

/** What the first piece left out, newest first within each chat. */
const piecesOf = (pasts: readonly Past[]): proto.IConversation[][] => {
  const pieces: proto.IConversation[][] = [];
  let room = 0;
  for (const past of pasts)
    for (let at = firstOfEachChat; at < past.messages.length;) {
      if (room === 0) {
        pieces.push([]);
        room = messagesPerPiece;
      }
      const slice = part(past, at, at + room);
      pieces.at(-1)?.push(toConversation(slice));
      at += slice.messages.length;
      room -= slice.messages.length;
    }
  return pieces;
};

const pushNames = ({ directory }: Network, pasts: readonly Past[]): proto.IPushname[] =>
  pasts.flatMap(({ about: { id } }) => {
    const person = directory.findByJid(id ?? '');
    return person === undefined ? [] : [{ id: id ?? '', pushname: person.name }];
  });
