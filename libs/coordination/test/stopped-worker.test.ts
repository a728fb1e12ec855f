import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { shardNames } from './shard-names.ts';
import { shortTimes } from './shard-holders.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const client = new Client(redisUrl);
afterAll(() => client.disconnect());

const program = new URL('./holding-process.ts', import.meta.url).pathname;
const shards = shardNames('live', 4);

const sideBySideUs = 50_000;

const factSchema = z.object({
  told: z.enum(['gained', 'lost', 'acted']),
  how: z.string(),
  shard: z.string(),
  at: z.number(),
});
type Fact = z.output<typeof factSchema> & { worker: string };

/** Real processes with real signals, and one list of what they did. */
const startNetwork = async () => {
  const network = `test-${randomUUID()}`;
  await client.hset(`shards:{${network}}:holders`, 'known', '1');
  const facts: Fact[] = [];
  const start = (worker: string): ChildProcess => {
    const args = ['--conditions=@parley/source', program, redisUrl, network, String(shards.length)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    createInterface(child.stdout).on('line', (line) => facts.push({ ...factSchema.parse(JSON.parse(line)), worker }));
    return child;
  };
  const nowUs = () => Number(process.hrtime.bigint() / 1_000n);
  /** Waits until this worker acts for so many shards side by side, after all that is known of it so far. */
  const acts = async (worker: string, count: number): Promise<void> => {
    const from = nowUs();
    await vi.waitFor(
      () => {
        const done = facts.filter((fact) => fact.worker === worker && fact.told === 'acted' && fact.at > from);
        const latest = done.at(-1)?.at ?? 0;
        expect(latest - from).toBeGreaterThan(sideBySideUs);
        expect(new Set(done.filter(({ at }) => at > latest - sideBySideUs).map(({ shard }) => shard)).size).toBe(count);
      },
      { timeout: 20_000, interval: 10 },
    );
  };
  return { facts, start, acts, nowUs };
};

/** Every act of somebody who was not the last to have gained the shard. */
const wrongActs = (facts: readonly Fact[]): Fact[] =>
  shards.flatMap((shard) => {
    let owner = '';
    const wrong: Fact[] = [];
    for (const fact of facts.filter((one) => one.shard === shard).toSorted((a, b) => a.at - b.at)) {
      if (fact.told === 'gained') owner = fact.worker;
      if (fact.told === 'acted' && fact.worker !== owner) wrong.push(fact);
    }
    return wrong;
  });

it('does nothing more for its shards when it was stopped and wakes too late', async () => {
  const { facts, start, acts, nowUs } = await startNetwork();
  const first = start('first');
  await acts('first', 4);
  start('second');
  await Promise.all([acts('first', 2), acts('second', 2)]);

  first.kill('SIGSTOP');
  await acts('second', 4);
  const wokenAt = nowUs();
  first.kill('SIGCONT');
  const lost = () => facts.filter(({ worker, how }) => worker === 'first' && how === 'could_not_renew');
  await vi.waitFor(() => expect(lost()).toHaveLength(2), { timeout: 10_000, interval: 5 });
  for (const { at } of lost()) expect((at - wokenAt) / 1_000).toBeLessThan(1_000);
  await Promise.all([acts('first', 2), acts('second', 2)]);
  expect(wrongActs(facts)).toEqual([]);
});

it('has its shards taken by another soon after it was killed', async () => {
  const { facts, start, acts, nowUs } = await startNetwork();
  const first = start('first');
  await acts('first', 4);
  start('second');
  await Promise.all([acts('first', 2), acts('second', 2)]);
  const killedAt = nowUs();
  first.kill('SIGKILL');
  await acts('second', 4);
  const taken = facts.filter(({ worker, how }) => worker === 'second' && how === 'died');
  expect(taken).toHaveLength(2);
  for (const { at } of taken) expect((at - killedAt) / 1_000).toBeLessThan(shortTimes.ttlMs + 500);
  expect(wrongActs(facts)).toEqual([]);
});
