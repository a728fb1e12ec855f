import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';

type BaileysLogger = NonNullable<UserFacingSocketConfig['logger']>;

/** Baileys logs credentials, numbers and texts as they are: none of it is written anywhere. What matters of it arrives
 * as events. */
export const unheard: BaileysLogger = {
  level: 'silent',
  child: () => unheard,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
