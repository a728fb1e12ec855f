import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { env } from '../tools/env.ts';
import { createProgress } from '../tools/services/progress.ts';
import { build, isBuilt } from '../tools/start/build.ts';
import type { Figure } from './figure.ts';

// Imported when asked for: what they measure must have been built first.
const benches: Record<string, () => Promise<Figure[]>> = {
  sandbox: async () => (await import('./sandbox/sandbox.ts')).benchSandbox(),
  house: async () => (await import('./house/house.ts')).benchHouse(),
  tenants: async () => (await import('./tenants/tenants.ts')).benchTenants(),
  sessions: async () => (await import('./sessions/sessions.ts')).benchSessions(),
  send: async () => (await import('./send/send.ts')).benchSend(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const progress = createProgress(process.stderr);
mkdirSync(env.home, { recursive: true, mode: 0o700 });
if (!isBuilt()) await progress.step('Building what changed', () => build(join(env.home, 'build.log')));

const results: Record<string, Figure[]> = {};
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) results[name] = await progress.step(`Measuring ${name}`, bench);
}

const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown' };
writeFileSync(join(env.root, 'bench/results.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);

const toText = (value: number): string => (value < 100 ? value.toPrecision(2) : String(Math.round(value)));

for (const [name, figures] of Object.entries(results)) {
  console.log(`\n${name}`);
  console.table(
    figures.map((figure) => ({
      what: figure.name,
      ours: `${toText(figure.ours)} ${figure.unit}`,
      beside: `${toText(figure.other)} ${figure.unit}`,
      ratio: figure.ratio.toFixed(2),
      goal: figure.goal,
      reached: figure.ratio >= figure.goal ? 'yes' : 'no',
    })),
  );
}
