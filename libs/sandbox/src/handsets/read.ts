import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { MediaPointer } from '../media/download-media.ts';
import type { MediaType } from '../media/media-type.ts';
import type { Content } from './shown.ts';

/** What a message says to a person. */
export type Read = {
  content: Content;
  /** What of it lies on the media host. */
  attachment?: Attachment;
  /** What it makes of an earlier message. */
  change?: Change;
};

export type Attachment = { type: MediaType; mimetype: string; pointer: MediaPointer };

/** The key names the earlier message as whoever writes sees it. */
export type Change = { key: proto.IMessageKey } & (
  | { kind: 'edit'; message: proto.IMessage }
  | { kind: 'revoke' }
  | { kind: 'reaction'; emoji: string }
  | { kind: 'vote'; vote: proto.Message.IPollEncValue }
  | { kind: 'pin' }
);
