import type { WireNode } from './node.ts';
import { deviceServers, longestPacked, placeOf, tags } from './tokens.ts';

// Everything is written into one buffer that outlives the call, since writing is done before anybody else can begin;
// what is answered is a copy of exactly its length.

const ordinarySize = 64 * 1024;
let scratch = Buffer.allocUnsafeSlow(ordinarySize);
let length = 0;

const domainOf = new Map([...deviceServers].map(([domain, server]) => [server, domain]));

/** A stanza as bytes: that it is not compressed, then its node. Whatever a client reads from it is what was given. */
export const encodeNode = (stanza: WireNode): Buffer => {
  length = 0;
  writeByte(0);
  writeNode(stanza);
  const encoded = Buffer.from(scratch.subarray(0, length));
  if (scratch.length > ordinarySize * 16) scratch = Buffer.allocUnsafeSlow(ordinarySize);
  return encoded;
};

const writeNode = ({ tag, attrs, content }: WireNode): void => {
  const names = Object.keys(attrs);
  writeListHead(1 + 2 * names.length + (content === undefined ? 0 : 1));
  writeText(tag);
  for (const name of names) {
    writeText(name);
    writeText(attrs[name] ?? '');
  }
  if (content === undefined) return;
  if (typeof content === 'string') writeText(content);
  else if (Array.isArray(content)) {
    writeListHead(content.length);
    for (const child of content) writeNode(child);
  } else {
    writeLength(content.length);
    reserve(content.length);
    length += content.copy(scratch, length);
  }
};

const reserve = (count: number): void => {
  if (length + count <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, length + count));
  scratch.copy(larger, 0, 0, length);
  scratch = larger;
};

const writeByte = (byte: number): void => {
  reserve(1);
  scratch[length++] = byte;
};

const writeListHead = (count: number): void => {
  reserve(3);
  if (count === 0) scratch[length++] = tags.empty;
  else if (count < 2 ** 8) {
    scratch[length++] = tags.list8;
    scratch[length++] = count;
  } else if (count < 2 ** 16) {
    scratch[length++] = tags.list16;
    length = scratch.writeUInt16BE(count, length);
  } else throw new Error('a list holds at most 65535 things');
};

/** How many bytes follow. */
const writeLength = (count: number): void => {
  reserve(5);
  if (count < 2 ** 8) {
    scratch[length++] = tags.bytes8;
    scratch[length++] = count;
  } else if (count < 2 ** 20) {
    scratch[length++] = tags.bytes20;
    length = scratch.writeUIntBE(count, length, 3);
  } else {
    scratch[length++] = tags.bytes32;
    length = scratch.writeUInt32BE(count, length);
  }
};

/** In the shortest form that there is for it: a word, packed digits, a jid, or as it stands. */
const writeText = (text: string): void => {
  if (!writeWord(text) && !writePacked(text) && !writeJid(text)) writePlain(text);
};

const writeWord = (text: string): boolean => {
  const place = placeOf.get(text);
  if (place === undefined) return false;
  reserve(2);
  if (place > 255) scratch[length++] = tags.dictionary + (place >> 8) - 1;
  scratch[length++] = place & 255;
  return true;
};

const writePacked = (text: string): boolean => {
  const tag = packingOf(text);
  if (tag === null) return false;
  const isOdd = text.length % 2;
  reserve(2 + longestPacked);
  scratch[length++] = tag;
  scratch[length++] = ((text.length + isOdd) >> 1) | (isOdd << 7);
  for (let at = 0; at < text.length; at += 2)
    scratch[length++] = (packed(text.charCodeAt(at)) << 4) | packed(text.charCodeAt(at + 1));
  return true;
};

/** Digits with `-` and `.`, or else digits with `A` to `F`; null for everything else. */
const packingOf = (text: string): number | null => {
  if (text.length === 0 || text.length > longestPacked) return null;
  let tag: number | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) continue;
    const wanted = code === 45 || code === 46 ? tags.nibbles : code >= 65 && code <= 70 ? tags.hex : null;
    if (wanted === null || (tag !== null && tag !== wanted)) return null;
    tag = wanted;
  }
  return tag ?? tags.nibbles;
};

/** Four bits for one character; past the end, where the code is no number, what fills the last byte. */
const packed = (code: number): number => {
  if (code >= 65) return code - 55;
  if (code >= 48) return code - 48;
  return Number.isNaN(code) ? 15 : code - 35;
};

/** Where the bytes of a jid would read as another text than this, it is none. */
const writeJid = (text: string): boolean => {
  const at = text.indexOf('@');
  if (at === -1 || at === text.length - 1 || text.includes('@', at + 1)) return false;
  const server = text.slice(at + 1);
  const colon = text.lastIndexOf(':', at);
  const device = colon > 0 ? deviceOf(text.slice(colon + 1, at)) : null;
  const domain = device === null ? undefined : domainOf.get(server);
  if (device !== null && domain !== undefined) {
    writeByte(tags.deviceJid);
    writeByte(domain);
    writeByte(device);
    writePart(text.slice(0, colon));
  } else {
    writeByte(tags.jidPair);
    if (at === 0) writeByte(tags.empty);
    else writePart(text.slice(0, at));
    writePart(server);
  }
  return true;
};

const writePart = (text: string): void => {
  if (!writeWord(text) && !writePacked(text)) writePlain(text);
};

/** The number of a device that one byte can tell, written as everybody writes it. */
const deviceOf = (text: string): number | null => {
  const device = Number(text);
  return device >= 1 && device <= 255 && String(device) === text ? device : null;
};

const writePlain = (text: string): void => {
  // A character takes three bytes at most, so the length of a short text surely fits one byte.
  if (text.length < 85) {
    reserve(2 + 3 * text.length);
    scratch[length] = tags.bytes8;
    const count = scratch.write(text, length + 2);
    scratch[length + 1] = count;
    length += 2 + count;
  } else {
    const count = Buffer.byteLength(text);
    writeLength(count);
    reserve(count);
    length += scratch.write(text, length);
  }
};
