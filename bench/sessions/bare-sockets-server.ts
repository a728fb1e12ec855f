import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { logIn, type Provisioned } from '../sandbox/bare-client.ts';
import { inTurns } from '../sandbox/cost.ts';

// Nothing but Baileys sockets with their keys in memory: what our sessions are measured beside. It says `open` once all
// are, and lives until it is stopped.

const [wsUrl = '', rootPublicKey = '', file = ''] = process.argv.slice(2);
const provisioned: Provisioned[] = z
  .array(z.object({ phone: z.string(), provisioned: z.unknown() }))
  .parse(JSON.parse(readFileSync(file, 'utf8')));
console.log('ready');
await inTurns({ count: provisioned.length, atOnce: 8 }, async (index) => {
  const mine = provisioned[index];
  if (mine !== undefined) await logIn({ wsUrl, rootPublicKey }, mine);
});
console.log('open');
