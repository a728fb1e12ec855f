import { randomBytes } from 'node:crypto';

/** As WhatsApp's own clients make them. A message has one for ever, however often it is tried. */
export const newWhatsAppId = (): string => `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
