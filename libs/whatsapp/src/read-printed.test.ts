import { binaryNodeToString, type BinaryNode } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { shapeOf, stanzaOf } from './raw-shape.ts';
import { readPrinted } from './read-printed.ts';

const print = (node: BinaryNode): string => String(binaryNodeToString(node));

it('reads what Baileys prints', () => {
  const node: BinaryNode = {
    tag: 'iq',
    attrs: { type: 'set', id: '1.2-3', xmlns: 'encrypt' },
    content: [
      { tag: 'registration', attrs: {}, content: Buffer.from([1, 2, 3, 4]) },
      {
        tag: 'list',
        attrs: {},
        content: [{ tag: 'key', attrs: {}, content: [{ tag: 'id', attrs: {}, content: Buffer.alloc(3) }] }],
      },
      { tag: 'skey', attrs: {} },
    ],
  };
  expect(readPrinted(print(node))).toEqual(stanzaOf(node));
});

describe('of what a person could have put in, nothing is kept', () => {
  it.each([
    ['a name with a quote', { tag: 'presence', attrs: { name: "Robert O'Hara", type: 'available' } }],
    ['a name like attributes', { tag: 'presence', attrs: { name: "Robert' type='Robert", type: 'available' } }],
    ['a name like a tag', { tag: 'presence', attrs: { name: "Robert'><robert robert='robert'/>", type: 'available' } }],
    [
      'a text like a tag',
      {
        tag: 'iq',
        attrs: {},
        content: [{ tag: 'status', attrs: {}, content: '<robert code="x"></status></iq>Robert' }],
      },
    ],
    ['a code that is a number of somebody', { tag: 'ack', attrs: { error: '12025550100', class: '12025550100' } }],
    ['an unknown attribute', { tag: 'message', attrs: { robert: 'text' } }],
  ] satisfies [string, BinaryNode][])('%s', (_what, node) => {
    const printed = readPrinted(print(node));
    for (const stanza of [printed, stanzaOf(node)])
      expect(JSON.stringify(shapeOf(stanza))).not.toMatch(/robert|hara|1202555/iu);
    expect(printed.tag).toBe(node.tag);
  });
});

it('what cannot be read has a size, and no name', () => {
  const { tag, bytes, children } = shapeOf(readPrinted(`<iq name='${'robert'.repeat(100)}'/>`));
  expect([tag, bytes > 600, children]).toEqual(['other', true, []]);
});

it('keeps of a stanza with thousands inside how large it is, and the first', () => {
  const key = { tag: 'key', attrs: {}, content: Buffer.alloc(10) };
  const { bytes, children } = shapeOf(
    stanzaOf({ tag: 'list', attrs: {}, content: Array.from({ length: 5000 }, () => key) }),
  );
  expect([bytes, children.length]).toEqual([50_000, 12]);
});

it.each(["<a b='", " a='b'", "<a b='c'", '<a>', "'", "<a a='b' a='b' "])(
  'reads a megabyte of %s in no time',
  (part) => {
    const text = `<a${part.repeat(1_000_000 / part.length)}`;
    const before = performance.now();
    readPrinted(print({ tag: 'iq', attrs: {}, content: [{ tag: 'status', attrs: {}, content: text }] }));
    expect(performance.now() - before).toBeLessThan(1000);
  },
);
