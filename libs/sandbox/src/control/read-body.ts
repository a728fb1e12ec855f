import type { IncomingMessage } from 'node:http';
import { Refused } from '../refused.ts';

export class TooLong extends Error {}

/** Room for the largest media a message carries, in base64. */
const longestBody = 160 * 1024 * 1024;

/** What was sent along, as JSON; undefined where nothing was. */
export const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const pieces: Buffer[] = [];
  let length = 0;
  if (Number(request.headers['content-length'] ?? 0) > longestBody) throw new TooLong('this body is too long');
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    length += piece.length;
    if (length > longestBody) throw new TooLong('this body is too long');
    pieces.push(piece);
  }
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    throw new Refused('the body is not JSON');
  }
};
