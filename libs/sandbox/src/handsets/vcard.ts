import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Card } from './shown.ts';

/** Who a contact card is about. */
export const readCard = ({ displayName, vcard }: proto.Message.IContactMessage): Card => {
  const lines = (vcard ?? '').split(/\r?\n/u);
  const number = lines.find((line) => /^(?:item\d+\.)?TEL/iu.test(line)) ?? '';
  const name = lines.find((line) => /^FN[:;]/iu.test(line)) ?? '';
  const waId = /waid=(\d+)/iu.exec(number)?.[1];
  return {
    name: displayName || afterColon(name),
    phone: waId ?? afterColon(number).replace(/\D/gu, ''),
  };
};

export const writeCard = ({ name, phone }: Card): proto.Message.IContactMessage => ({
  displayName: name,
  vcard: [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${name};;;`,
    `FN:${name}`,
    `TEL;type=CELL;waid=${phone}:+${phone}`,
    'END:VCARD',
  ].join('\n'),
});

const afterColon = (line: string): string => line.slice(line.indexOf(':') + 1).trim();
