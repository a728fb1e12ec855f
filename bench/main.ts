import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { env } from '../tools/env.ts';
import type { Figure } from './figure.ts';
import { benchHouse } from './house/house.ts';

const benches: Record<string, () => Promise<Figure[]>> = { house: benchHouse };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0)
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);

const results: Record<string, Figure[]> = {};
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) results[name] = await bench();
}

const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown' };
writeFileSync(join(env.root, 'bench/results.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);

for (const [name, figures] of Object.entries(results)) {
  console.log(`\n${name}`);
  console.table(
    figures.map((figure) => ({
      what: figure.name,
      ours: `${Math.round(figure.ours)} ${figure.unit}`,
      beside: `${Math.round(figure.other)} ${figure.unit}`,
      ratio: figure.ratio.toFixed(2),
      goal: figure.goal,
      reached: figure.ratio >= figure.goal ? 'yes' : 'no',
    })),
  );
}
