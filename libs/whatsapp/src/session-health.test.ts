import type { BinaryNode } from '@whiskeysockets/baileys';
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { watchHealth } from './session-health.ts';

const now = Date.parse('2026-01-01T00:00:10Z');
const own = { id: '12025550001:7@s.whatsapp.net', lid: '9001:7@lid' };
const seenAfter = (tag: string, attrs: BinaryNode['attrs']): string | null => {
  const ws = new EventEmitter();
  const watch = watchHealth(() => now);
  watch.listen({ ws, ev: { on: () => undefined }, user: own });
  ws.emit(`CB:${tag}`, { tag, attrs });
  return watch.health(true).phoneSeenAt?.toISOString() ?? null;
};

it.each([
  [
    'gets what we sent',
    'receipt',
    { from: '12025550001@s.whatsapp.net', type: 'sender', recipient: '12025550100@lid' },
  ],
  ['reads, by its LID', 'receipt', { from: '12025550100@s.whatsapp.net', participant: '9001@lid', type: 'read' }],
  ['shares keys with us', 'message', { from: '12025550001:0@s.whatsapp.net', category: 'peer' }],
])('the phone was there when it %s', (_what, tag, attrs) => {
  expect(seenAfter(tag, attrs)).toBe('2026-01-01T00:00:10.000Z');
});

it('the phone was there when that happened, not when we hear of it', () => {
  const t = String(Date.parse('2026-01-01T00:00:03Z') / 1000);
  expect(seenAfter('message', { from: '9001@lid', t })).toBe('2026-01-01T00:00:03.000Z');
});

it.each([
  ['another linked device', { from: '12025550001:8@s.whatsapp.net' }],
  ['somebody else', { from: '12025550100@s.whatsapp.net' }],
  ['somebody else in a group', { from: '1203@g.us', participant: '9002@lid' }],
])('%s says nothing of the phone', (_who, attrs) => {
  expect(seenAfter('message', attrs)).toBeNull();
});
