import { describe, expect, it } from 'vitest';
import { node, type WireNode } from '../wire/node.ts';
import { createMailbox } from './mailbox.ts';

const message = (id: string, from = 'ada@s.whatsapp.net'): WireNode => node('message', { id, from });
const idsOf = (stanzas: WireNode[]): (string | undefined)[] => stanzas.map(({ attrs }) => attrs['id']);
const nobody = (): void => undefined;

describe('a mailbox', () => {
  it('hands over in order, and from the oldest again after a new beginning', () => {
    const mailbox = createMailbox(nobody);
    for (const id of ['a', 'b', 'c']) mailbox.put(message(id));
    mailbox.rewind();
    expect(mailbox.next(2)).toMatchObject({ before: 0, left: 1 });
    mailbox.put(message('d'));
    mailbox.settle('message', 'a', 'ada@s.whatsapp.net');
    const { before, stanzas, left } = mailbox.next(2);
    expect({ before, ids: idsOf(stanzas), left }).toEqual({ before: 2, ids: ['c', 'd'], left: 0 });
    mailbox.rewind();
    expect(idsOf(mailbox.next(10).stanzas)).toEqual(['b', 'c', 'd']);
  });

  it('settles the one that is meant where two people chose the same id', () => {
    const mailbox = createMailbox(nobody);
    mailbox.put(message('same', 'ada@s.whatsapp.net'));
    mailbox.put(message('same', 'bob@s.whatsapp.net'));
    expect(mailbox.settle('message', 'same', 'bob@s.whatsapp.net')).toBe(true);
    expect(mailbox.waiting()).toMatchObject([{ attrs: { from: 'ada@s.whatsapp.net' } }]);
    expect(mailbox.settle('receipt', 'same', 'ada@s.whatsapp.net')).toBe(false);
    expect(mailbox.settle('message', 'same', 'ada@s.whatsapp.net')).toBe(true);
    expect(mailbox.waiting()).toEqual([]);
  });

  it('lets the oldest go when there is no room, and tells so once each time it fills up', () => {
    let told = 0;
    const mailbox = createMailbox(() => (told += 1), 4);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) mailbox.put(message(id));
    expect(idsOf(mailbox.waiting())).toEqual(['c', 'd', 'e', 'f']);
    expect(told).toBe(1);
    for (const id of ['c', 'd', 'e']) mailbox.settle('message', id, 'ada@s.whatsapp.net');
    for (const id of ['g', 'h', 'i', 'j']) mailbox.put(message(id));
    expect(told).toBe(2);
  });
});

it('holds no more bytes than there is room for, though few stanzas bring them', () => {
  let overflowed = 0;
  const mailbox = createMailbox(() => (overflowed += 1));
  const large = Buffer.alloc(10 * 1024 * 1024);
  for (let id = 0; id < 20; id += 1) mailbox.put(node('message', { id }, [node('enc', {}, large)]));
  expect(mailbox.waiting().map(({ attrs }) => attrs['id'])).toEqual(['14', '15', '16', '17', '18', '19']);
  expect(overflowed).toBe(1);
});
