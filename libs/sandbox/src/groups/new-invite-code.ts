import { randomBytes } from 'node:crypto';

/** Twenty-two letters and digits, as in chat.whatsapp.com links. */
export const newInviteCode = (): string =>
  randomBytes(48)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/gu, '')
    .slice(0, 22);
