import type { IncomingMessage, ServerResponse } from 'node:http';
import { codeOf } from '../faults/codes.ts';
import type { Occasion } from '../faults/fault.ts';
import type { Network } from '../network.ts';
import { MediaRefusal } from './answer-http.ts';
import { nameOf } from './media-type.ts';
import { slowDown } from './slow-down.ts';

/** Answers `GET <direct path>`, or the part of it that a range asks for. Nobody says who they are when they download:
 * a fault's `account` and `contact` may each be whoever sent the media, or anybody it is for. What a client uploads is
 * known to be its own only; whom it is for is encrypted. */
export const giveDownload = async (
  network: Network,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const blob = network.media.find(request.url ?? '');
  if (blob === undefined) throw new MediaRefusal(404, 'there is no such media');
  const parties = [blob.from, ...blob.to];
  const occasion: Occasion = {
    account: (phone) => parties.includes(phone),
    contact: parties,
    stanza: ['download', nameOf(blob.folder)],
  };
  await slowDown(network, occasion);
  const refused = network.faults.strike('download-refused', occasion);
  if (refused !== null) throw new MediaRefusal(codeOf(refused), 'the download is refused');
  if (blob.expiresAt <= network.clock.now()) throw new MediaRefusal(410, 'this media has expired');
  const part = partOf(request.headers.range, blob.bytes.length);
  const bytes = blob.bytes.subarray(part.start, part.end);
  response.writeHead(part.isWhole ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    'accept-ranges': 'bytes',
    ...(part.isWhole ? {} : { 'content-range': `bytes ${part.start}-${part.end - 1}/${blob.bytes.length}` }),
  });
  if (network.faults.strike('download-cut', occasion) === null) response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
};

type Part = { start: number; end: number; isWhole: boolean };

/** One range of `bytes=`, as RFC 9110 has it; what is not understood is passed over, and the whole is given. */
const partOf = (range: string | undefined, length: number): Part => {
  const whole = { start: 0, end: length, isWhole: true };
  const found = /^bytes=(?<first>\d*)-(?<last>\d*)$/u.exec(range ?? '')?.groups;
  const { first = '', last = '' } = found ?? {};
  if (first === '' && last === '') return whole;
  const start = first === '' ? Math.max(length - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? length : Math.min(Number(last) + 1, length);
  if (start >= length || (first !== '' && last !== '' && Number(last) < start))
    throw new MediaRefusal(416, `there are ${length} bytes`);
  return { start, end, isWhole: false };
};
