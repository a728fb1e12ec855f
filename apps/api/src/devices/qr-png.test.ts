import { inflateSync } from 'node:zlib';
import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { toQrPng } from './qr-png.ts';

/** The pixels of a picture as a scanner sees them, read as PNG is defined. */
const look = (uri: string) => {
  const png = Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64');
  const side = png.readUInt32BE(16);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const bytesOfRow = 1 + Math.ceil(side / 8);
  const isWhite = (place: number) => {
    const [x, y] = [place % side, Math.floor(place / side)];
    return ((rows.at(y * bytesOfRow + 1 + (x >> 3)) ?? 0) >> (7 - (x & 7))) & 1;
  };
  const data = Uint8Array.from({ length: side * side * 4 }, (_, byte) =>
    byte % 4 === 3 || isWhite(byte >> 2) ? 255 : 0,
  );
  return { width: side, height: side, data };
};

it('draws a picture that a scanner reads as what it was made of', () => {
  for (const text of ['x', `2@${'aZ09+/='.repeat(30)},${'b'.repeat(88)}`, 'https://wa.me/settings/linked_devices#1']) {
    expect(decodeQR(look(toQrPng(text)))).toBe(text);
  }
});
