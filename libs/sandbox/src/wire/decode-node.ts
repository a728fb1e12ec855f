import { isUtf8 } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import { MalformedStanza, type WireNode } from './node.ts';
import { deviceServers, dictionaries, tags, words } from './tokens.ts';

// A client may send anything. Whatever is not a stanza throws `MalformedStanza` and nothing else, after work that grows
// with its bytes alone; what a stanza may be at most, and so what it can cost, stands here.

/** In bytes, unpacked. The largest that is of any use, a message to every device of a large group, has a quarter of it. */
export const longestStanza = 4 * 1024 * 1024;
const mostNodes = 50_000;
const deepest = 32;
/** Of a tag, of an attribute. What is long stands in the content, as bytes. */
const longestText = 8 * 1024;
/** From this size on, bytes that are less than half of a stanza are copied out of it, so that who keeps a key does not
 * keep the whole stanza with it. */
const largeStanza = 64 * 1024;

const isCompressed = 2;

/** What is being read, and how far. */
type Cursor = { bytes: Buffer; at: number; nodesLeft: number };

/** Reads a stanza from the bytes of a frame: whether it is compressed, then its node. Contents are parts of `frame`,
 * which therefore must not be written to any more. */
export const decodeNode = (frame: Buffer): WireNode => {
  const bytes = unpack(frame);
  if (bytes.length > longestStanza) throw new MalformedStanza('a stanza is too large');
  const from: Cursor = { bytes, at: 0, nodesLeft: mostNodes };
  const stanza = readNode(from, 0);
  if (from.at !== bytes.length) throw new MalformedStanza('something stands behind a stanza');
  return stanza;
};

const unpack = (frame: Buffer): Buffer => {
  const flags = frame[0];
  if (flags === 0) return frame.subarray(1);
  if (flags !== isCompressed) throw new MalformedStanza('a stanza begins with unknown flags');
  try {
    return inflateSync(frame.subarray(1), { maxOutputLength: longestStanza });
  } catch {
    throw new MalformedStanza('a compressed stanza cannot be unpacked, or is too large');
  }
};

const readNode = (from: Cursor, depth: number): WireNode => {
  from.nodesLeft -= 1;
  if (from.nodesLeft < 0 || depth > deepest) throw new MalformedStanza('a stanza has too many nodes');
  const size = readListSize(from, readByte(from));
  if (size === 0) throw new MalformedStanza('a node is empty');
  const tag = readText(from, readByte(from));
  if (tag === '') throw new MalformedStanza('a node has no tag');
  const attrs = readAttributes(from, (size - 1) >> 1);
  return size % 2 === 1 ? { tag, attrs } : { tag, attrs, content: readContent(from, depth) };
};

const readAttributes = (from: Cursor, count: number): Record<string, string> => {
  const attrs: Record<string, string> = {};
  for (let left = count; left > 0; left -= 1) {
    const name = readText(from, readByte(from));
    if (name === '' || name === '__proto__' || Object.hasOwn(attrs, name))
      throw new MalformedStanza('a node has attributes without a name, or with the same one');
    attrs[name] = readText(from, readByte(from));
  }
  return attrs;
};

const readContent = (from: Cursor, depth: number): WireNode[] | Buffer | string => {
  const tag = readByte(from);
  if (isList(tag)) {
    const children: WireNode[] = [];
    for (let left = readListSize(from, tag); left > 0; left -= 1) children.push(readNode(from, depth + 1));
    return children;
  }
  const count = readLength(from, tag);
  if (count === null) return readText(from, tag);
  const found = readBytes(from, count);
  return from.bytes.length >= largeStanza && count * 2 < from.bytes.length ? Buffer.from(found) : found;
};

const readByte = (from: Cursor): number => {
  const byte = from.bytes[from.at++];
  if (byte === undefined) throw endsEarly();
  return byte;
};

const readBytes = (from: Cursor, count: number): Buffer => {
  const start = from.at;
  if (start + count > from.bytes.length) throw endsEarly();
  from.at += count;
  return from.bytes.subarray(start, from.at);
};

const endsEarly = (): MalformedStanza => new MalformedStanza('a stanza ends early');

const readUInt16 = (from: Cursor): number => readByte(from) * 256 + readByte(from);

const isList = (tag: number): boolean => tag === tags.empty || tag === tags.list8 || tag === tags.list16;

const readListSize = (from: Cursor, tag: number): number => {
  if (tag === tags.list8) return readByte(from);
  if (tag === tags.list16) return readUInt16(from);
  if (tag === tags.empty) return 0;
  throw new MalformedStanza('a list was due');
};

/** How many bytes follow; null where the tag does not stand for bytes. */
const readLength = (from: Cursor, tag: number): number | null => {
  if (tag === tags.bytes8) return readByte(from);
  if (tag === tags.bytes20) return (readByte(from) & 15) * 2 ** 16 + readUInt16(from);
  if (tag === tags.bytes32) return readUInt16(from) * 2 ** 16 + readUInt16(from);
  return null;
};

const readText = (from: Cursor, tag: number): string => {
  switch (tag) {
    case tags.jidPair:
      return readJidPair(from);
    case tags.deviceJid:
      return readDeviceJid(from);
    case tags.messengerJid:
      return readMessengerJid(from);
    case tags.interopJid:
      return readInteropJid(from);
    default:
      return readPart(from, tag);
  }
};

/** Everything but a jid. */
const readPart = (from: Cursor, tag: number): string => {
  if (tag < tags.dictionary) return words[tag] ?? '';
  if (tag < tags.dictionary + dictionaries.length) {
    const word = dictionaries[tag - tags.dictionary]?.[readByte(from)];
    if (word === undefined) throw new MalformedStanza('a word stands in no dictionary');
    return word;
  }
  if (tag === tags.nibbles) return readPacked(from, nibblePairs);
  if (tag === tags.hex) return readPacked(from, hexPairs);
  const count = readLength(from, tag);
  if (count === null) throw new MalformedStanza('a text was due');
  return readPlain(from, count);
};

const readPlain = (from: Cursor, count: number): string => {
  if (count > longestText) throw new MalformedStanza('a tag or an attribute is too long');
  const found = readBytes(from, count);
  if (!isUtf8(found)) throw new MalformedStanza('a text is not UTF-8');
  return found.toString();
};

/** What each byte stands for where two characters are packed in one; null where it stands for nothing. The second
 * character is missing where its bits are what fills the last byte. */
const pairsOf = (characters: string): (string | null)[] =>
  Array.from({ length: 256 }, (_, byte) => {
    const first = characters[byte >> 4];
    const second = characters[byte & 15];
    return first === undefined || second === undefined ? null : first + second;
  });
const nibblePairs = pairsOf('0123456789-.');
const hexPairs = pairsOf('0123456789ABCDEF');

const readPacked = (from: Cursor, pairs: readonly (string | null)[]): string => {
  const head = readByte(from);
  const isOdd = head >= 128;
  const whole = (head & 127) - (isOdd ? 1 : 0);
  if (whole < 0) throw new MalformedStanza('a packed text has half a character');
  let text = '';
  for (let left = whole; left > 0; left -= 1) text += pairs[readByte(from)] ?? unpacked();
  if (!isOdd) return text;
  const last = readByte(from);
  // The filler has to be there; with a zero in its place the byte reads as any other.
  if ((last & 15) !== 15) return unpacked();
  return text + (pairs[last & 240] ?? unpacked()).charAt(0);
};

const unpacked = (): never => {
  throw new MalformedStanza('a packed text has characters that cannot be packed');
};

/** Clients take any text with an `@` for a jid, a group's subject too, and so its rest for a jid again. */
const readJidPair = (from: Cursor, depth = 0): string => {
  if (depth > deepest) throw new MalformedStanza('a jid has too many parts');
  const user = readPart(from, readByte(from));
  const tag = readByte(from);
  if (tag === tags.empty) throw new MalformedStanza('a jid has no server');
  return `${user}@${tag === tags.jidPair ? readJidPair(from, depth + 1) : readPart(from, tag)}`;
};

const readDeviceJid = (from: Cursor): string => {
  const server = deviceServers.get(readByte(from));
  if (server === undefined) throw new MalformedStanza('a jid has an unknown domain');
  const device = readByte(from);
  const user = readPart(from, readByte(from));
  return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
};

const readMessengerJid = (from: Cursor): string => {
  const user = readPart(from, readByte(from));
  const device = readUInt16(from);
  return `${user}:${device}@${readPart(from, readByte(from))}`;
};

const readInteropJid = (from: Cursor): string => {
  const user = readPart(from, readByte(from));
  const device = readUInt16(from);
  const integrator = readUInt16(from);
  return `${integrator}-${user}:${device}@${readPart(from, readByte(from))}`;
};
