import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';

export type Unwrapped = { message: proto.IMessage; isViewOnce: boolean };

/** What is said inside everything that may be wrapped around it. */
export const unwrap = (message: proto.IMessage): Unwrapped => {
  const viewOnce = message.viewOnceMessage ?? message.viewOnceMessageV2 ?? message.viewOnceMessageV2Extension;
  const inner =
    viewOnce?.message ??
    message.deviceSentMessage?.message ??
    message.ephemeralMessage?.message ??
    message.documentWithCaptionMessage?.message ??
    message.editedMessage?.message ??
    message.associatedChildMessage?.message ??
    message.groupMentionedMessage?.message;
  if (inner === null || inner === undefined) return { message, isViewOnce: false };
  // The secret of a poll stands outside of what is wrapped.
  const messageContextInfo = inner.messageContextInfo ?? message.messageContextInfo ?? null;
  const unwrapped = unwrap({ ...inner, messageContextInfo });
  return viewOnce ? { ...unwrapped, isViewOnce: true } : unwrapped;
};
