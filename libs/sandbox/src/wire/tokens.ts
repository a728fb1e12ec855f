import { DOUBLE_BYTE_TOKENS, SINGLE_BYTE_TOKENS } from '@whiskeysockets/baileys/lib/WABinary/constants.js';
import { lidServer, phoneServer } from './jid.ts';

/** Each byte that says what follows. What lies below `dictionary` is a word of its own. */
export const tags = {
  empty: 0,
  dictionary: 236,
  interopJid: 245,
  messengerJid: 246,
  deviceJid: 247,
  list8: 248,
  list16: 249,
  jidPair: 250,
  hex: 251,
  bytes8: 252,
  bytes20: 253,
  bytes32: 254,
  nibbles: 255,
} as const;

/** What is packed, two characters in a byte, has at most so many of them. */
export const longestPacked = 127;

/** The servers whose jids name a device in one byte, by the byte that stands for them. */
export const deviceServers: ReadonlyMap<number, string> = new Map([
  [0, phoneServer],
  [1, lidServer],
  [128, 'hosted'],
  [129, 'hosted.lid'],
]);

/** The words of one byte; an empty one is nobody's. */
export const words: readonly string[] = SINGLE_BYTE_TOKENS;
/** The words of two bytes, in four dictionaries. */
export const dictionaries: readonly (readonly string[])[] = DOUBLE_BYTE_TOKENS;

/** Where a word stands: its byte, or for a word of two bytes its dictionary, counted from one, and its byte. */
export const placeOf: ReadonlyMap<string, number> = new Map([
  ...dictionaries.flatMap((dictionary, number) =>
    dictionary.map((word, at): [string, number] => [word, (number + 1) * 256 + at]),
  ),
  // Last, so that the shorter of two ways to say a word is taken.
  ...words.map((word, at): [string, number] => [word, at]).filter(([word]) => word !== ''),
]);
