import type { StoreConfig } from './data-sources.ts';
import { StoreUnavailable } from './doors/store-unavailable.ts';
import { openStore, type Store } from './store.ts';

/** What comes of something that whoever runs the installation asks for by hand, in a sentence. */
export type Outcome = { exitCode: 0 | 1 | 2; said: string };

/** Asks it, says what came of it, and ends the process so. */
export const runByHand = async (config: StoreConfig, ask: (store: Store) => Promise<Outcome>): Promise<void> => {
  const store = openStore({ ...config, poolSize: 1 });
  try {
    endWith(await ask(store));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    process.stderr.write('Postgres cannot be reached, so nothing was changed.\n');
    process.exitCode = 1;
  } finally {
    await store.close();
  }
};

/** Says what came of it, and lets the process end so. */
export const endWith = ({ exitCode, said }: Outcome): void => {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${said}\n`);
  process.exitCode = exitCode;
};
