import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { readMessage } from './read-message.ts';

/** What the stanza around a message tells the server of it: its kind, and whether it changes an earlier one. */
export type Described = { type: 'text' | 'media' | 'poll' | 'reaction' | 'event'; edit?: string };

/** The numbers by which stanzas name what is done to an earlier message. */
const edits = { edit: '1', pin: '2', revoke: '7' } as const;

export const describe = (message: proto.IMessage): Described => {
  const read = readMessage(message);
  if (read === null) return { type: 'text' };
  const { content, attachment, change } = read;
  switch (content.type) {
    case 'reaction':
    case 'event':
    case 'poll':
      return { type: content.type };
    case 'vote':
      return { type: 'poll' };
    case 'contact':
    case 'live-location':
      return { type: 'media' };
    default: {
      const kind = change?.kind;
      const edit = kind === 'edit' || kind === 'pin' || kind === 'revoke' ? { edit: edits[kind] } : {};
      return { type: attachment === undefined ? 'text' : 'media', ...edit };
    }
  }
};
