import { randomBytes } from 'node:crypto';
import { type Network, secondsNow } from '../network.ts';
import { encryptMedia, expandMediaKey, sha256 } from './keys.ts';
import { type MediaType, mediaTypes } from './media-type.ts';

/** What a message says of its media, for whoever may read it. */
export type UploadedMedia = {
  url: string;
  directPath: string;
  mediaKey: Buffer;
  mediaKeyTimestamp: number;
  fileSha256: Buffer;
  fileEncSha256: Buffer;
  fileLength: number;
};

/** `from` and `to` are phone numbers. Faults of a download are matched by them, since nobody says who they are when
 * they download. */
export type MediaUpload = { type: MediaType; bytes: Buffer; from: string; to?: readonly string[] | undefined };

/** What a telephone does: encrypts with a key of its own, and puts the result on the host. */
export const uploadMedia = (network: Network, { type, bytes, from, to }: MediaUpload): UploadedMedia => {
  const mediaKey = randomBytes(32);
  const sealed = encryptMedia(expandMediaKey(mediaKey, type), bytes);
  const directPath = network.media.add({ folder: mediaTypes[type].folder, bytes: sealed, from, to });
  return {
    url: network.addresses.media + directPath,
    directPath,
    mediaKey,
    mediaKeyTimestamp: secondsNow(network),
    fileSha256: sha256(bytes),
    fileEncSha256: sha256(sealed),
    fileLength: bytes.length,
  };
};
