import type { Network } from '../network.ts';
import { decryptMedia, expandMediaKey, sha256 } from './keys.ts';
import type { MediaType } from './media-type.ts';

/** What a message says of its media, as far as it says it. */
export type MediaPointer = {
  directPath?: string | null | undefined;
  mediaKey?: Uint8Array | null | undefined;
  fileSha256?: Uint8Array | null | undefined;
  fileEncSha256?: Uint8Array | null | undefined;
  /** Protobuf tells 64 bits by an object of its own, which prints as a number. */
  fileLength?: number | { toString: () => string } | null | undefined;
};

const isSame = (claimed: Uint8Array | null | undefined, found: Buffer): boolean =>
  claimed !== null && claimed !== undefined && found.equals(claimed);

/** What a telephone does with the media of a message: fetches, checks everything that the message claims of it, and
 * decrypts. Throws where anything does not fit, for then the client that sent it is wrong. */
export const downloadMedia = (network: Network, type: MediaType, pointer: MediaPointer): Buffer => {
  const { directPath, mediaKey, fileLength } = pointer;
  const sealed = network.media.find(directPath ?? '')?.bytes;
  if (sealed === undefined) throw new Error(`there is no ${type} where a message says it is`);
  if (!isSame(pointer.fileEncSha256, sha256(sealed))) throw new Error(`the fileEncSha256 of this ${type} is wrong`);
  const bytes = decryptMedia(expandMediaKey(mediaKey ?? Buffer.alloc(0), type), sealed);
  if (!isSame(pointer.fileSha256, sha256(bytes))) throw new Error(`the fileSha256 of this ${type} is wrong`);
  if (Number(String(fileLength)) !== bytes.length) throw new Error(`the fileLength of this ${type} is wrong`);
  return bytes;
};
