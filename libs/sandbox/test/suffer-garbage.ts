import { createClient } from './test-client.ts';
import { parseVault } from './memory-vault.ts';

// A client in a process of its own, since what it suffers ends up nowhere else: a frame that it cannot read becomes a
// rejection that nobody handles. It says what happens to it, word by word, to whoever started it.

const [wsUrl = '', provisioned = ''] = process.argv.slice(2);
const tell = (word: string): void => void process.send?.(word);

process.on('unhandledRejection', () => tell('unhandled'));
const client = createClient({ wsUrl, vault: parseVault(JSON.parse(provisioned)) });
client.connect();
await client.saw('connection.update', ({ connection }) => connection === 'open');
tell('open');
await client.saw('connection.update', ({ connection }) => connection === 'close');
tell('close');
