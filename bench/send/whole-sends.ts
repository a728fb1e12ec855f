import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { cpuMsOf } from '../../tools/stack/process-cost.ts';
import type { Figure } from '../figure.ts';
import { inTurns } from '../sandbox/cost.ts';
import { median } from '../side-by-side.ts';
import { type BareLoop, startBareLoop } from './bare-loop.ts';
import { treeOf } from './process-tree.ts';
import { deviceCount, peopleOfEach, type Scene } from './scene.ts';

const rounds = 3;
/** Messages of a device to each of its people, in a round. */
const each = 4;
const atOnce = 32;

/** From the request to the ack, beside a bare loop; all sessions are warm: each device has written to its people. */
export const measureWholeSends = async (scene: Scene): Promise<Figure[]> => {
  const inPostgres = await startBareLoop(scene, 'postgres');
  const inMemory = await startBareLoop(scene, 'memory');
  try {
    await runOurs(scene, 1);
    await inPostgres.run(1);
    await inMemory.run(1);
    const measured: (Ours & { bare: number; memory: number })[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ours = await runOurs(scene, each);
      measured.push({ ...ours, bare: await runBare(inPostgres), memory: await runBare(inMemory) });
    }
    const middle = (pick: (round: (typeof measured)[number]) => number) => median(measured.map(pick));
    return [
      {
        name: 'messages from their request to their ack, beside a bare loop with the same vault',
        unit: 'messages/s',
        ours: middle(({ rate }) => rate),
        other: middle(({ bare }) => bare),
        ratio: middle(({ rate, bare }) => rate / bare),
        goal: 0.5,
      },
      {
        name: 'the same beside a bare loop with its keys in memory (told, not asked for)',
        unit: 'messages/s',
        ours: middle(({ rate }) => rate),
        other: middle(({ memory }) => memory),
        ratio: middle(({ rate, memory }) => rate / memory),
        goal: 0,
      },
      {
        name: 'CPU of the sandbox for a whole send, beside a third of all there is for it',
        unit: 'ms',
        ours: middle(({ sandboxMs }) => sandboxMs),
        other: middle(({ allMs }) => allMs / 3),
        ratio: middle(({ sandboxMs, allMs }) => allMs / 3 / sandboxMs),
        goal: 1,
      },
    ];
  } finally {
    await Promise.all([inPostgres.stop(), inMemory.stop()]);
  }
};

type Ours = { rate: number; sandboxMs: number; allMs: number };

/** Everything is asked for as fast as it is accepted; it is over when the last message is acked, and that is recorded. */
const runOurs = async (scene: Scene, times: number): Promise<Ours> => {
  const { stack, client, devices, peopleOf, text } = scene;
  // One device after the other, so that two requests at a time are seldom of one.
  const wanted = Array.from({ length: peopleOfEach }, (_, nth) =>
    devices.map(({ id }, index) => ({ device: id, to: peopleOf[index]?.[nth], text })),
  ).flat();
  const count = wanted.length * times;
  const owner = new pg.Client({ connectionString: stack.databaseUrl });
  await owner.connect();
  try {
    const [before, startedAt] = [cpuOf(scene), performance.now()];
    await inTurns({ count, atOnce }, async (turn) => {
      await client.post('/api/v1/messages/text', wanted[turn % wanted.length]);
    });
    while (await isAnyLeft(owner)) await sleep(20);
    const [after, tookMs] = [cpuOf(scene), performance.now() - startedAt];
    return {
      rate: (count / tookMs) * 1_000,
      sandboxMs: (after.sandboxMs - before.sandboxMs) / count,
      allMs: (after.allMs - before.allMs) / count,
    };
  } finally {
    await owner.end();
  }
};

const runBare = async (loop: BareLoop): Promise<number> => {
  const { tookMs } = await loop.run(each);
  return ((deviceCount * peopleOfEach * each) / tookMs) * 1_000;
};

const isAnyLeft = async (owner: pg.Client): Promise<boolean> => {
  const { rows } = await owner.query<{ is_left: boolean }>(
    `select exists (select 1 from messages where status in ('queued', 'sending', 'unknown')) as is_left`,
  );
  return rows[0]?.is_left ?? true;
};

/** Of the sandbox, and of all that has a part in a send; without the program that asks. */
const cpuOf = ({ stack, api, worker }: Scene) => {
  const sandboxMs = stack.sandbox.cpuMs();
  const pids = [api.pid, worker().pid, stack.redis.pid, ...treeOf(stack.postgresPid())];
  return { sandboxMs, allMs: pids.reduce((sum, pid) => sum + cpuMsOf(pid), sandboxMs) };
};
