import { createLogger } from '@parley/runtime';
import { createSession } from '../src/create-session.ts';
import { tameStrayRejections } from '../src/stray-rejections.ts';
import { createMemoryVault } from './memory-vault.ts';

// A process with a session for each vault that it is given, whose stray rejections it has tamed, or not where it is told
// so. It says what happens to them to whoever started it, and does on its word what is not Baileys' to do.

const [wsUrl = '', policy = '', ...vaults] = process.argv.slice(2);
const tell = (word: string): void => void process.send?.(word);

if (policy === 'tamed') tameStrayRejections((_error, belongs) => tell(belongs ? 'stray' : 'stray of nobody'));
let isClumsy = false;
for (const [at, provisioned] of vaults.entries()) {
  const session = createSession({
    vault: createMemoryVault(JSON.parse(provisioned)),
    network: 'sandbox',
    wsUrl,
    version: () => [2, 3000, 1_043_857_760],
    logger: createLogger({ process: 'test', level: 'silent' }),
    times: { hangUpMs: 100 },
    tell: (event) => {
      if (event.kind !== 'condition') return;
      tell(`${at} ${event.condition.state}/${event.condition.reason}`);
      if (isClumsy && event.condition.state === 'connected') void Promise.reject(new Error('of whoever was told'));
      if (event.next === 'open_later') session.open();
    },
  });
  session.open();
}
process.on('message', (wish) => {
  if (wish === 'be clumsy') isClumsy = true;
  else void Promise.reject(new Error('of nobody but us'));
  tell('heard');
});
