import type { Outcome, Store } from '@parley/store';
import { parseVersion } from '@parley/whatsapp';

/** What whoever runs the installation asks for by hand: a version, `default`, or nothing to be told which it is. */
export const chooseVersion = async (store: Store, words: readonly string[]): Promise<Outcome> => {
  const [word, ...more] = words;
  if (more.length > 0) return { exitCode: 2, said: howTo };
  if (word === undefined || word === '') {
    const set = await store.forInstallation(({ findSetting }) => findSetting('whatsapp_version'));
    return { exitCode: 0, said: set === null ? 'No version is set: workers use their own.' : `It is set to ${set}.` };
  }
  if (word === 'default') {
    await store.forInstallation(({ clearSetting }) => clearSetting('whatsapp_version'));
    return { exitCode: 0, said: 'Workers use their own version from their next sweep on.' };
  }
  const version = parseVersion(word)?.join('.');
  if (version === undefined) return { exitCode: 2, said: `${word} is no version of WhatsApp. ${howTo}` };
  await store.forInstallation(({ setSetting }) => setSetting('whatsapp_version', version));
  return { exitCode: 0, said: `Every connection is opened as ${version} from the next sweep of its worker on.` };
};

const howTo = 'Name one version, like 2.3000.1035194821, or default.';
