import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys';
import { expect, it } from 'vitest';
import { defaultWhatsAppVersion, parseVersion } from './whatsapp-version.ts';

it('is the one that our Baileys is made for, unless another is set', () => {
  expect(defaultWhatsAppVersion).toEqual(DEFAULT_CONNECTION_CONFIG.version);
  expect(parseVersion('2.3000.1035194821')).toEqual([2, 3000, 1_035_194_821]);
});

it.each(['', '2.3000', '2.3000.x', '2.3000.1.4', '-2.3000.1', '2.3000.99999999999'])('%s is none', (text) => {
  expect(parseVersion(text)).toBeNull();
});
