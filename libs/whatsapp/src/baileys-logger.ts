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

export type LogListener = {
  /** Whether each stanza is wanted, for which Baileys has no other word. */
  wantsStanzas: () => boolean;
  hear: (about: unknown, message: string) => void;
};

/** The same, for who has to hear of what Baileys says nowhere else. */
export const heardBy = ({ wantsStanzas, hear }: LogListener): BaileysLogger => {
  const log = (about: unknown, message?: string): void => hear(about, message ?? '');
  const logger: BaileysLogger = {
    ...unheard,
    get level() {
      return wantsStanzas() ? 'trace' : 'silent';
    },
    child: () => logger,
    trace: log,
    info: log,
    warn: log,
  };
  return logger;
};
