import type { IncomingMessage, ServerResponse } from 'node:http';
import { codeOf } from '../faults/codes.ts';
import type { Network } from '../network.ts';
import { answerJson, MediaRefusal } from './answer-http.ts';
import { sha256 } from './keys.ts';
import { isMediaFolder, longestUpload, type MediaFolder, nameOf } from './media-type.ts';
import { slowDown } from './slow-down.ts';

/** Takes `POST /<folder>/<sha-256 of the body>?auth=…&token=<the same>`. Who uploads is told by `auth`. */
export const takeUpload = async (
  network: Network,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { folder, hash, auth } = parseUrl(request.url ?? '');
  const phone = network.uploadGrants.holderOf(auth);
  if (phone === null) throw new MediaRefusal(401, 'this auth is unknown or has expired');
  const occasion = { account: phone, stanza: ['upload', nameOf(folder)] };
  await slowDown(network, occasion);
  const refused = network.faults.strike('upload-refused', occasion);
  if (refused !== null) throw new MediaRefusal(codeOf(refused), 'the upload is refused');
  const bytes = await readBody(request, longestUpload(folder));
  if (sha256(bytes).toString('base64url') !== hash) throw new MediaRefusal(400, 'the body is not what its path says');
  const directPath = network.media.add({ folder, bytes, from: phone });
  answerJson(response, 200, { url: network.addresses.media + directPath, direct_path: directPath });
};

const parseUrl = (url: string): { folder: MediaFolder; hash: string; auth: string } => {
  const asked = url.startsWith('/') ? URL.parse(`https://sandbox${url}`) : null;
  if (asked === null) throw new MediaRefusal(400, 'this is no path');
  const { pathname, searchParams } = asked;
  const end = pathname.lastIndexOf('/');
  const folder = pathname.slice(1, Math.max(end, 1));
  const hash = withoutPadding(pathname.slice(end + 1).replaceAll(/%3d/giu, '='));
  if (!isMediaFolder(folder)) throw new MediaRefusal(404, `nothing is uploaded to ${folder}`);
  if (withoutPadding(searchParams.get('token') ?? '') !== hash)
    throw new MediaRefusal(400, 'the token is not the hash in the path');
  return { folder, hash, auth: searchParams.get('auth') ?? '' };
};

/** Of what is too long to be a hash nothing is left. */
const withoutPadding = (base64: string): string => (base64.length > 64 ? '' : base64.replace(/[=]+$/u, ''));

/** The whole body, in one piece of memory that is as long as the client says it is. */
const readBody = async (request: IncomingMessage, longest: number): Promise<Buffer> => {
  const length = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length)) throw new MediaRefusal(411, 'an upload tells its length');
  if (length > longest) throw new MediaRefusal(413, `${length} bytes are more than the ${longest} that go here`);
  const bytes = Buffer.alloc(length);
  let filled = 0;
  for await (const piece of request) if (Buffer.isBuffer(piece)) filled += piece.copy(bytes, filled);
  if (filled < length) throw new MediaRefusal(400, 'the upload was cut short');
  return bytes;
};
