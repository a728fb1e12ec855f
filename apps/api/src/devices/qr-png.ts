import { crc32, deflateSync } from 'node:zlib';
import encodeQR from 'qr';

/** A QR code as a picture, black on white, with the margin that readers need: a data URI of a PNG. */
export const toQrPng = (text: string): string => {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4, scale: pixelsOfModule });
  const side = rows.length;
  // One bit for each pixel, 1 is white; before each row stands its filter, none.
  const bytesOfRow = 1 + Math.ceil(side / 8);
  const pixels = Buffer.alloc(bytesOfRow * side);
  for (const [y, row] of rows.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (isDark) continue;
      const at = y * bytesOfRow + 1 + (x >> 3);
      pixels.writeUInt8(pixels.readUInt8(at) | (0x80 >> (x & 7)), at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8); // bits of a pixel; the rest is 0: greyscale, deflate, not interlaced
  const png = [signature, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return `data:image/png;base64,${Buffer.concat(png).toString('base64')}`;
};

const pixelsOfModule = 6;
const signature = Buffer.from('89504e470d0a1a0a', 'hex');

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};
