import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import { downloadMedia } from '../media/download-media.ts';
import { sha256 } from '../media/keys.ts';
import type { Network } from '../network.ts';
import { applyChange } from './apply-change.ts';
import type { Attachment } from './read.ts';
import { readMessage } from './read-message.ts';
import type { Screen } from './screen.ts';
import type { Content, Shown } from './shown.ts';

type Arrived = {
  screen: Screen;
  id: string;
  from: string;
  chat: string;
  message: proto.IMessage;
  /** How many frames of it have come; 0 where the account wrote it on this telephone. */
  frames: number;
};

/** Puts a message on the screen of a telephone, with what it makes of those before it. Null where it is not for
 * people. */
export const show = (
  network: Network,
  owner: Account,
  { screen, id, from, chat, message, frames }: Arrived,
): Shown | null => {
  const said = message.deviceSentMessage?.message ?? message;
  const read = readMessage(said);
  if (read === null) return null;
  const { content, attachment, change } = read;
  if (content.type === 'unknown') network.strangeness.write(null, `nobody here can read a ${content.text}`);
  const shown: Shown = {
    id,
    from,
    chat,
    ...content,
    ...(attachment && fetchMedia(network, attachment)),
    at: new Date(network.clock.now()).toISOString(),
    frames,
    status: from === owner.phone ? 'sent' : undefined,
  };
  if (change !== undefined) applyChange(network, owner, { screen, by: shown, change });
  screen.put({ shown, content: Buffer.from(proto.Message.encode(said).finish()) });
  network.live.tell({ kind: 'conversation', phone: owner.phone });
  return shown;
};

const fetchMedia = (
  network: Network,
  { type, mimetype, pointer }: Attachment,
): Pick<Content, 'media' | 'mediaError'> => {
  try {
    const bytes = downloadMedia(network, type, pointer);
    return { media: { mimetype, bytes: bytes.length, sha256: sha256(bytes).toString('hex') } };
  } catch (error) {
    network.strangeness.write(null, error);
    return { mediaError: error instanceof Error ? error.message : String(error) };
  }
};
