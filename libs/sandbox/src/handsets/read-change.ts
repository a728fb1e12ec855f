import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Change, Read } from './read.ts';
import { unwrap } from './unwrap.ts';

const { Type } = proto.Message.ProtocolMessage;

export const readChange = (message: proto.IMessage): Read | null => {
  const { protocolMessage, reactionMessage: reaction, pollUpdateMessage: update, pinInChatMessage: pin } = message;
  if (protocolMessage) return readProtocol(protocolMessage);
  if (reaction?.key) {
    const emoji = reaction.text ?? '';
    return toRead({ type: 'reaction', emoji }, { kind: 'reaction', key: reaction.key, emoji });
  }
  if (update?.pollCreationMessageKey && update.vote)
    return toRead({ type: 'vote' }, { kind: 'vote', key: update.pollCreationMessageKey, vote: update.vote });
  if (!pin?.key) return null;
  const isPinned = pin.type === proto.Message.PinInChatMessage.Type.PIN_FOR_ALL;
  return toRead({ type: isPinned ? 'pin' : 'unpin' }, { kind: 'pin', key: pin.key });
};

const readProtocol = (said: proto.Message.IProtocolMessage): Read | null => {
  const { type, key, editedMessage, ephemeralExpiration } = said;
  if (type === Type.REVOKE && key) return toRead({ type: 'revoke' }, { kind: 'revoke', key });
  if (type === Type.MESSAGE_EDIT && key && editedMessage) {
    const { message } = unwrap(editedMessage);
    return toRead({ type: 'edit', text: textOf(message) }, { kind: 'edit', key, message });
  }
  if (type === Type.EPHEMERAL_SETTING)
    return { content: { type: 'disappearing', expiresInSeconds: ephemeralExpiration ?? 0 } };
  if (type === Type.SHARE_PHONE_NUMBER) return { content: { type: 'phone-number' } };
  // The rest is between devices.
  return type === Type.LIMIT_SHARING ? { content: { type: 'limit-sharing' } } : null;
};

/** The words of a message, or those beside its media. */
export const textOf = (message: proto.IMessage): string =>
  message.conversation ||
  (message.extendedTextMessage?.text ??
    message.imageMessage?.caption ??
    message.videoMessage?.caption ??
    message.documentMessage?.caption ??
    '');

const toRead = (content: Read['content'], change: Change): Read => ({
  content: { ...content, target: change.key.id ?? '' },
  change,
});
