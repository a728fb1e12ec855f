import { expect, it } from 'vitest';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const worker = await world.startWorker();

/** Those figures of ours that are not 0, without the name of the process. */
const figures = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await worker.readMetrics())
      .split('\n')
      .filter((line) => line.startsWith('parley_') && !line.endsWith(' 0'))
      .map((line) =>
        line
          .replace(/,?process="worker"/u, '')
          .replace('{}', '')
          .split(' '),
      )
      .map(([name = '', value]) => [name, Number(value)]),
  );

it('counts what becomes of devices, and tells how their sessions and shards are', async () => {
  const { id } = await world.addDevice();
  const phone = await world.linkByQr(id);
  expect(await figures()).toMatchObject({
    'parley_sessions{state="connected"}': 1,
    parley_shards_held: 64,
    'parley_shards_gained_total{how="nobody"}': 64,
    'parley_linkings_total{what="begun"}': 1,
    'parley_linkings_total{what="done"}': 1,
  });
  const { parley_vault_commit_seconds_count: commits, parley_lease_age_seconds: age } = await figures();
  expect(commits).toBeGreaterThan(1);
  expect(age).toBeLessThan(1);
  expect(await figures()).not.toHaveProperty('parley_reconnects_total');

  await world.suffer(phone, 'close');
  await world.soon(async () => expect(await figures()).toMatchObject({ parley_reconnects_total: 1 }));
  // Also of a number that may write to nobody new.
  await worker
    .find(id)
    ?.session()
    ?.send({ id: '3EB0AAAAAAAAAAAAAAAAAA', to: { phone: '12025550104' }, content: { kind: 'text', text: 'x' } });
  await world.reached(id, 'restricted/reachout_locked');
  await world.suffer(phone, 'close');
  await world.soon(async () => expect(await figures()).toMatchObject({ parley_reconnects_total: 2 }));
  await world.wish(id, { kind: 'stop' });
  await world.soon(async () => expect(await figures()).not.toHaveProperty('parley_sessions{state="connected"}'));

  await worker.close();
  expect(await figures()).toMatchObject({ 'parley_shards_lost_total{why="handed_over"}': 64 });
  expect(await figures()).not.toHaveProperty('parley_shards_held');
});
