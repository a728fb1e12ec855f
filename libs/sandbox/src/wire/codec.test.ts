import { isDeepStrictEqual } from 'node:util';
import { deflateSync, inflateSync } from 'node:zlib';
import { decodeBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { createDice } from '../../test/dice.ts';
import { randomNode } from '../../test/random-node.ts';
import { decodeNode, longestStanza } from './decode-node.ts';
import { encodeNode } from './encode-node.ts';
import { MalformedStanza, node, type WireNode } from './node.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const children = (count: number): WireNode[] => Array.from({ length: count }, () => node('to'));
const attributes = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, 1]));

// Written down by the rules of the format, not by any program: a list (f8 and its size) of tag, names and values, and
// the content; 13 is "message", 08 "id", 11 "to", 03 "s.whatsapp.net" in the dictionary.
const golden: [form: string, stanza: WireNode, bytes: string][] = [
  ['a tag alone', node('message'), '00 f801 13'],
  ['a word of one byte as a value', node('ack', { class: 'receipt' }), '00 f803 1b 15 07'],
  ['the last word of one byte', node('screen_height'), '00 f801 eb'],
  ['words of the four dictionaries', node('read-self', { reject: '64' }, '1724'), '00 f804 ec00 ed00 ee00 ef00'],
  ['the last word of a dictionary', node('ack', {}, 'mute_v2'), '00 f802 1b ecff'],
  ['digits, even', node('to', { id: '2719' }), '00 f803 11 08 ff02 2719'],
  ['digits, odd', node('to', { id: '12345' }), '00 f803 11 08 ff83 12345f'],
  ['digits with their signs', node('to', { id: '1.5-2' }), '00 f803 11 08 ff83 1b5a2f'],
  ['hexadecimal, even', node('to', { id: '3EB0' }), '00 f803 11 08 fb02 3eb0'],
  ['hexadecimal, odd', node('to', { id: '3EB0A' }), '00 f803 11 08 fb83 3eb0af'],
  [
    '127 digits, the most that is packed',
    node('to', { id: '7'.repeat(127) }),
    `00 f803 11 08 ffc0 ${'77'.repeat(63)}7f`,
  ],
  ['128 digits, as they stand', node('to', { id: '7'.repeat(128) }), `00 f803 11 08 fc80 ${'37'.repeat(128)}`],
  ['small letters, which are not hexadecimal', node('to', { id: 'abc' }), '00 f803 11 08 fc03 616263'],
  ['an empty value', node('to', { id: '' }), '00 f803 11 08 fc00'],
  ['umlauts and an emoji', node('to', { id: 'ü👋' }), '00 f803 11 08 fc06 c3bc f09f918b'],
  ['a person', node('message', { to: '12025550150@s.whatsapp.net' }), '00 f803 13 11 fa ff86 12025550150f 03'],
  ['the server', node('message', { to: '@s.whatsapp.net' }), '00 f803 13 11 fa 00 03'],
  ['a group', node('message', { to: '120363012345678901@g.us' }), '00 f803 13 11 fa ff09 120363012345678901 1c'],
  ['a device', node('message', { to: '12025550150:3@s.whatsapp.net' }), '00 f803 13 11 f7 00 03 ff86 12025550150f'],
  ['a device by LID', node('message', { to: '123456:99@lid' }), '00 f803 13 11 f7 01 63 ff03 123456'],
  ['a hosted device', node('message', { to: '1234:99@hosted' }), '00 f803 13 11 f7 80 63 ff02 1234'],
  ['a hosted device by LID', node('message', { to: '1234:99@hosted.lid' }), '00 f803 13 11 f7 81 63 ff02 1234'],
  ['the highest device one byte can tell', node('message', { to: '77:255@lid' }), '00 f803 13 11 f7 01 ff ff01 77'],
  ['a device beyond it', node('message', { to: '77:256@lid' }), '00 f803 13 11 fa fc06 37373a323536 76'],
  ['what has two @', node('message', { to: 'a@b@c' }), '00 f803 13 11 fc05 6140624063'],
  ['what ends in @', node('message', { to: 'a@' }), '00 f803 13 11 fc02 6140'],
  ['no bytes', node('enc', {}, Buffer.alloc(0)), '00 f802 1d fc00'],
  ['255 bytes', node('enc', {}, Buffer.alloc(255, 1)), `00 f802 1d fcff ${'01'.repeat(255)}`],
  ['256 bytes', node('enc', {}, Buffer.alloc(256, 1)), `00 f802 1d fd000100 ${'01'.repeat(256)}`],
  ['2^20 - 1 bytes', node('enc', {}, Buffer.alloc(2 ** 20 - 1)), `00 f802 1d fd0fffff ${'00'.repeat(2 ** 20 - 1)}`],
  ['2^20 bytes', node('enc', {}, Buffer.alloc(2 ** 20)), `00 f802 1d fe00100000 ${'00'.repeat(2 ** 20)}`],
  ['no children', node('message', {}, []), '00 f802 13 00'],
  ['255 children', node('message', {}, children(255)), `00 f802 13 f8ff ${'f80111'.repeat(255)}`],
  ['256 children', node('message', {}, children(256)), `00 f802 13 f90100 ${'f80111'.repeat(256)}`],
  [
    'a node within a node',
    node('message', {}, [node('enc', { id: '45678' }, [node('to')])]),
    '00 f802 13 f801 f804 1d 08 ff83 45678f f801 f801 11',
  ],
  [
    'a whole ack',
    node('ack', { class: 'message', id: '3EB0ABCD', from: '12025550150@s.whatsapp.net', t: 1_700_000_000 }),
    '00 f809 1b 15 13 08 fb04 3eb0abcd 06 fa ff86 12025550150f 03 1a ff05 1700000000',
  ],
];

/** The same node with all contents as bytes: a text that has no shorter form comes back as such. */
const asBytes = (stanza: WireNode): WireNode => {
  const { content } = stanza;
  if (content === undefined || Buffer.isBuffer(content)) return stanza;
  return { ...stanza, content: typeof content === 'string' ? Buffer.from(content) : content.map(asBytes) };
};

describe('golden bytes', () => {
  it.each(golden)('writes and reads %s', (_form, stanza, bytes) => {
    expect(encodeNode(stanza).equals(hex(bytes))).toBe(true);
    expect(decodeNode(hex(bytes))).toStrictEqual(stanza);
  });

  it('writes and reads a node whose list has 16 bits', () => {
    const encoded = encodeNode(node('message', attributes(128)));
    expect(encoded.subarray(0, 5).toString('hex')).toBe('00f9010113');
    expect(decodeNode(encoded)).toStrictEqual(node('message', attributes(128)));
  });

  it.each([
    ['a jid of Messenger', '00 f803 13 11 f6 ff02 1234 0007 fc04 6d736772', node('message', { to: '1234:7@msgr' })],
    [
      'a jid of another service',
      '00 f803 13 11 f5 ff02 1234 0007 0002 fc07 696e7465726f70',
      node('message', { to: '2-1234:7@interop' }),
    ],
    ['a device jid of device 0', '00 f803 13 11 f7 01 00 ff02 1234', node('message', { to: '1234@lid' })],
    ['an empty value as an empty list', '00 f803 13 11 00', node('message', { to: '' })],
    ['a list of 16 bits that needs but 8', '00 f90001 13', node('message')],
    ['a short text with a long length', '00 f801 fd000001 61', node('a')],
    [
      'a text with two @, as clients write it',
      '00 f803 13 11 fa fc01 61 fa fc01 62 fc01 63',
      node('message', { to: 'a@b@c' }),
    ],
    ['a text that ends in @, as clients write it', '00 f803 13 11 fa fc01 61 fc00', node('message', { to: 'a@' })],
    ['content that is a jid', '00 f802 13 fa ff01 12 1c', node('message', {}, '12@g.us')],
  ])('reads %s', (_form, bytes, stanza) => {
    expect(decodeNode(hex(bytes))).toStrictEqual(stanza);
  });

  it('reads what is compressed', () => {
    const stanza = node('message', { id: 'x' }, [node('enc', {}, Buffer.alloc(5000, 7))]);
    expect(decodeNode(Buffer.concat([Buffer.from([2]), deflateSync(encodeNode(stanza).subarray(1))]))).toStrictEqual(
      stanza,
    );
  });

  it('keeps no large stanza alive for a small part of it', () => {
    const stanza = node('message', {}, [node('enc', {}, Buffer.alloc(32)), node('enc', {}, Buffer.alloc(100_000))]);
    const bytes = encodeNode(stanza);
    const { content } = decodeNode(bytes);
    const [small, large] = Array.isArray(content) ? content.map((child) => child.content) : [];
    expect(Buffer.isBuffer(small) && small.buffer !== bytes.buffer).toBe(true);
    expect(Buffer.isBuffer(large) && large.buffer === bytes.buffer).toBe(true);
  });
});

describe('what is no stanza', () => {
  const nested = (depth: number): string => `00 ${'f80213f801'.repeat(depth)} f80113`;
  const bomb = (bytes: Buffer): string => `02 ${deflateSync(bytes).toString('hex')}`;
  it.each([
    ['nothing', ''],
    ['flags alone', '00'],
    ['unknown flags', '01 f801 13'],
    ['an empty node', '00 00'],
    ['an empty node in 8 bits', '00 f800'],
    ['a node that is no list', '00 13'],
    ['an empty tag', '00 f801 00'],
    ['a tag of no bytes', '00 f801 fc00'],
    ['a tag that is a list', '00 f801 f801 13'],
    ['a word beyond the dictionary', '00 f801 f0'],
    ['half a word of two bytes', '00 f801 ec'],
    ['a missing value', '00 f803 13 08'],
    ['a missing content', '00 f802 13'],
    ['a missing child', '00 f802 13 f802 f80111'],
    ['something behind it', '00 f801 13 00'],
    ['the same attribute twice', '00 f805 13 08 13 08 11'],
    ['an attribute without a name', '00 f803 13 00 13'],
    ['an attribute of every object', '00 f803 13 fc09 5f5f70726f746f5f5f 13'],
    ['digits that are none', '00 f803 13 08 ff01 1c'],
    ['a filler within', '00 f803 13 08 ff02 1f22'],
    ['a last digit without its filler', '00 f803 13 08 ff81 12'],
    ['a last digit that is none', '00 f803 13 08 ff81 ff'],
    ['half a character', '00 f803 13 08 ff80'],
    ['packed digits that end early', '00 f803 13 08 ff05 12'],
    ['bytes that end early', '00 f802 13 fc05 0102'],
    ['four gigabytes that are not there', '00 f802 13 feffffffff 0102'],
    ['a text that is not UTF-8', '00 f803 13 08 fc02 c328'],
    ['a jid without a server', '00 f803 13 11 fa ff01 12 00'],
    ['a jid within a jid', '00 f803 13 11 fa fa ff01 12 03 03'],
    ['a jid of 34 parts', `00 f803 13 11 ${'fa1a'.repeat(34)} 03`],
    ['a jid of an unknown domain', '00 f803 13 11 f7 02 01 ff01 12'],
    ['a jid that ends early', '00 f803 13 11 f6 ff01 12 00'],
    ['a list that ends early', '00 f9ff'],
    ['a value of 9000 characters', `00 f803 13 11 fd002328 ${'61'.repeat(9000)}`],
    ['nodes within nodes, 33 deep', nested(33)],
    ['nodes within nodes, a million bytes deep', nested(200_000)],
    ['jids within jids, a million bytes deep', `00 f803 13 11 ${'fa'.repeat(1_000_000)}`],
    ['more nodes than anybody needs', `00 f802 13 f8ff ${`f802 11 f8ff ${'f80111'.repeat(255)}`.repeat(255)}`],
    ['what is compressed but is not', '02 00010203'],
    ['what is compressed and ends early', bomb(Buffer.from('f80113', 'hex')).slice(0, -8)],
    ['a bomb: 64 MB in 64 KB', bomb(Buffer.alloc(64 * 2 ** 20))],
    ['more bytes than anybody needs', `00 f802 13 fe00400000 ${'00'.repeat(longestStanza)}`],
  ])('refuses %s', (_what, bytes) => {
    const given = hex(bytes);
    const before = process.cpuUsage();
    expect(() => decodeNode(given)).toThrow(MalformedStanza);
    const { user, system } = process.cpuUsage(before);
    expect(user + system, 'microseconds of work').toBeLessThan(1_000_000);
  });

  it('unpacks no more of a bomb than a stanza may have', () => {
    const packed = deflateSync(Buffer.alloc(64 * 2 ** 20));
    const cost = (work: () => unknown): number => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const whole = cost(() => inflateSync(packed));
    const given = Buffer.concat([Buffer.from([2]), packed]);
    expect(cost(() => expect(() => decodeNode(given)).toThrow(MalformedStanza))).toBeLessThan(whole / 2);
  });

  it('reads nodes within nodes, 32 deep', () => {
    expect(decodeNode(hex(nested(32))).tag).toBe('message');
  });

  const outcomeOf = (bytes: Buffer): string => {
    try {
      const read = decodeNode(bytes);
      return isDeepStrictEqual(asBytes(decodeNode(encodeNode(read))), asBytes(read)) ? 'read' : 'read otherwise';
    } catch (error) {
      return error instanceof MalformedStanza ? 'refused' : String(error);
    }
  };

  it('answers a stanza or that it is malformed, whatever the bytes, and what it answers can be said again', () => {
    const dice = createDice(4);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 10_000; round += 1) {
      const bytes = dice.chance(0.2)
        ? Buffer.concat([Buffer.from([0]), dice.bytes(dice.below(80))])
        : encodeNode(randomNode(dice));
      for (let hits = dice.below(4); hits > 0; hits -= 1) bytes[dice.below(bytes.length)] = dice.below(256);
      const outcome = outcomeOf(dice.chance(0.1) ? bytes.subarray(0, dice.below(bytes.length)) : bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].toSorted()).toEqual(['read', 'refused']);
    expect(Math.min(...outcomes.values())).toBeGreaterThan(500);
  });
});

describe('beside the codec of a client', () => {
  it('writes the same bytes as Baileys, which each reads as the same node', async () => {
    const dice = createDice(7);
    for (let round = 0; round < 2500; round += 1) {
      const stanza = randomNode(dice);
      const ours = encodeNode(stanza);
      const theirs = encodeBinaryNode(stanza);
      expect(ours.equals(theirs), JSON.stringify(stanza)).toBe(true);
      expect(decodeNode(theirs)).toStrictEqual(stanza);
      expect(await decodeBinaryNode(ours)).toEqual(stanza);
    }
  });
});
