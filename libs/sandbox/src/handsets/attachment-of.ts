import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Attachment } from './read.ts';
import { readMessage } from './read-message.ts';
import type { Entry } from './screen.ts';

/** What of a message on a telephone lies on the media host. */
export const attachmentOf = ({ content }: Pick<Entry, 'content'>): Attachment | null =>
  readMessage(proto.Message.decode(content))?.attachment ?? null;
