import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import { uploadMedia } from '../media/upload-media.ts';
import type { Network } from '../network.ts';

export const mediaKinds = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;

export type Media = {
  type: (typeof mediaKinds)[number];
  mimetype: string;
  bytes: Buffer;
  caption?: string | undefined;
  filename?: string | undefined;
};

type Attached = { media: Media; to: string; contextInfo: proto.IContextInfo | null };

/** Uploads media, and says where they are. */
export const attach = (network: Network, account: Account, { media, to, contextInfo }: Attached): proto.IMessage => {
  const { type, mimetype, bytes } = media;
  const uploaded = uploadMedia(network, {
    type: type === 'voice' ? 'audio' : type,
    bytes,
    from: account.phone,
    to: readersOf(network, to),
  });
  const said = { ...uploaded, mimetype, contextInfo };
  const caption = media.caption ?? null;
  switch (type) {
    case 'image':
      return { imageMessage: { ...said, caption } };
    case 'video':
      return { videoMessage: { ...said, caption } };
    case 'audio':
    case 'voice':
      return { audioMessage: { ...said, ptt: type === 'voice' } };
    case 'document':
      return { documentMessage: { ...said, caption, fileName: media.filename ?? 'document' } };
    case 'sticker':
      return { stickerMessage: said };
  }
};

/** The numbers of those who will read what goes to a jid. */
const readersOf = ({ directory, groups }: Network, to: string): string[] => {
  const lids = groups.find(to)?.members.keys();
  const people = lids === undefined ? [directory.findByJid(to)] : [...lids].map((lid) => directory.findByLid(lid));
  return people.flatMap((person) => person?.phone ?? []);
};
