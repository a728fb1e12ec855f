import { expect, it } from 'vitest';
import { parseJid, toJid } from './jid.ts';

it.each([
  ['12025550150@s.whatsapp.net', '12025550150', 's.whatsapp.net', 0],
  ['12025550150:3@s.whatsapp.net', '12025550150', 's.whatsapp.net', 3],
  ['123456:99@lid', '123456', 'lid', 99],
  ['120363012345678901@g.us', '120363012345678901', 'g.us', 0],
  ['@s.whatsapp.net', '', 's.whatsapp.net', 0],
])('reads and writes %s', (text, user, server, device) => {
  expect(parseJid(text)).toEqual({ user, server, device });
  expect(toJid(user, server, device)).toBe(text);
});

it.each(['', 'lid', '12025550150', ':3'])('finds nobody in "%s"', (text) => {
  expect(parseJid(text)).toEqual({ user: '', server: '', device: 0 });
});

it.each(['1:@lid', '1:x@lid', '1:-1@lid', '1:1e1@lid', '1: 1@lid', '1:0x1@lid', '1:1:2@lid', '1:1.5@lid'])(
  'finds no device in %s',
  (text) => {
    expect(parseJid(text)).toEqual({ user: '1', server: 'lid', device: Number.NaN });
  },
);
