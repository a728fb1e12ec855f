import { expect, it } from 'vitest';
import { createScreen, type Entry } from './screen.ts';

const entry = (id: string, from: string): Entry => ({
  shown: { id, from, chat: '1@s.whatsapp.net', type: 'text', at: '2026-01-01T00:00:00.000Z', frames: 1 },
  content: Buffer.alloc(0),
});

it('tells apart what two people wrote under the same id', () => {
  const screen = createScreen();
  screen.put(entry('A', '1'));
  screen.put(entry('A', '2'));
  expect(screen.find('A', '1')?.shown.from).toBe('1');
  expect(screen.findById('A')?.shown.from).toBe('2');
  expect(screen.find('A', '3')).toBeUndefined();
});

it('lets the oldest go when there is too much', () => {
  const screen = createScreen(2);
  for (const id of ['A', 'B', 'C']) screen.put(entry(id, '1'));
  expect(screen.all().map(({ id }) => id)).toEqual(['B', 'C']);
  expect(screen.findById('A')).toBeUndefined();
});
