import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { MediaPointer } from '../media/download-media.ts';
import type { MediaType } from '../media/media-type.ts';
import type { Read } from './read.ts';

type Said = MediaPointer & { mimetype?: string | null | undefined };

/** A message whose body lies on the media host. */
export const readAttachment = (message: proto.IMessage): Read | null => {
  const { imageMessage: image, audioMessage: audio, documentMessage: document, stickerMessage: sticker } = message;
  if (image) return toRead({ type: 'image', caption: image.caption || undefined }, 'image', image);
  const video = message.videoMessage ?? message.ptvMessage;
  if (video) {
    const type = message.ptvMessage ? 'video-note' : video.gifPlayback ? 'gif' : 'video';
    return toRead({ type, caption: video.caption || undefined, seconds: video.seconds || undefined }, 'video', video);
  }
  if (audio)
    return toRead({ type: audio.ptt ? 'voice' : 'audio', seconds: audio.seconds || undefined }, 'audio', audio);
  if (document) {
    const filename = document.fileName || document.title || undefined;
    return toRead({ type: 'document', filename, caption: document.caption || undefined }, 'document', document);
  }
  return sticker ? toRead({ type: 'sticker' }, 'sticker', sticker) : null;
};

const toRead = (content: Read['content'], type: MediaType, pointer: Said): Read => ({
  content,
  attachment: { type, mimetype: pointer.mimetype ?? '', pointer },
});
