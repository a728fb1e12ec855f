import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';
import { parseVersion, type WhatsAppVersion } from '@parley/whatsapp';

/** The version of WhatsApp's web client that our devices say they are. */
export type CurrentVersion = {
  get: () => WhatsAppVersion;
  /** Looks whether whoever runs the installation has set another. */
  refresh: () => Promise<void>;
};

type Options = {
  store: Store;
  logger: Logger;
  /** Where the installation has set none. */
  otherwise: WhatsAppVersion;
};

export const createCurrentVersion = ({ store, logger, otherwise }: Options): CurrentVersion => {
  let current = otherwise;
  return {
    get: () => current,
    refresh: async () => {
      const text = await store.forInstallation(({ findSetting }) => findSetting('whatsapp_version'));
      const set = text === null ? otherwise : parseVersion(text);
      if (set === null || set.join('.') === current.join('.')) return;
      current = set;
      logger.info({ version: set.join('.') }, 'another version of WhatsApp from now on');
    },
  };
};
