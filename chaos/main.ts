import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { env } from '../tools/env.ts';
import { createProgress } from '../tools/services/progress.ts';
import { build, isBuilt } from '../tools/start/build.ts';
import type { Finding } from './finding.ts';

// `npm run chaos -- sessions`: breaks a Parley of its own on purpose, at full size, and says what it did about it.
// `npm run chaos -- send --messages 1000 --devices 20 --kills 4` is smaller.

const size = z.coerce.number().int().positive().optional();
const sizes = z.object({ messages: size, devices: size, kills: size });

const suites: Record<string, (tell: (line: string) => void) => Promise<Finding[]>> = {
  sessions: async (tell) => (await import('./sessions/sessions.ts')).breakSessions(tell),
  send: async (tell) => (await import('./send/send.ts')).breakSend(tell, sizes.parse(values)),
};

const option = { type: 'string' } as const;
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { messages: option, devices: option, kills: option },
});
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`There is no chaos ${unknown.join(', ')}; there is ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const progress = createProgress(process.stderr);
mkdirSync(env.home, { recursive: true, mode: 0o700 });
if (!isBuilt()) await progress.step('Building what changed', () => build(join(env.home, 'build.log')));

let isAllKept = true;
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const findings = await suite(progress.line);
  console.log(`\n${name}`);
  console.table(
    findings.map(({ what, seen, promised, isKept }) => ({ what, seen, promised, kept: isKept ? 'yes' : 'NO' })),
  );
  isAllKept &&= findings.every(({ isKept }) => isKept);
}
process.exit(isAllKept ? 0 : 1);
