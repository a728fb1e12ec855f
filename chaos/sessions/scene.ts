import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ProvisionedDevice } from '../../tools/stack/provision-devices.ts';
import { socketsOf } from '../../tools/stack/sockets-of.ts';
import type { Stack, WorkerChild } from '../../tools/stack/start-stack.ts';

/** Devices, and the workers that live. */
export type Scene = {
  stack: Stack;
  devices: readonly ProvisionedDevice[];
  workers: WorkerChild[];
  tell: (line: string) => void;
};

const patienceMs = 90_000;

const until = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`It never came to this: ${what}.`);
    await sleep(50);
  }
};

/** How many devices these workers have connected, as the kernel tells. */
export const connectionsOf = ({ stack }: Scene, workers: readonly WorkerChild[]): number => {
  const port = Number(new URL(stack.sandbox.wsUrl).port);
  const sockets = workers.flatMap(({ pid }) => socketsOf(pid));
  return sockets.filter(({ remote, state }) => remote === port && state === 'established').length;
};

/** Every device is connected, by the network's own count. */
export const allThere = (scene: Scene): Promise<void> =>
  until(
    'all devices are connected',
    async () => (await scene.stack.sandbox.countConnections()) === scene.devices.length,
  );

/** Every device is connected to one of these workers. */
export const allAt = (scene: Scene, workers: readonly WorkerChild[]): Promise<void> =>
  until('all devices are connected elsewhere', () => connectionsOf(scene, workers) === scene.devices.length);

/** Each worker has about its share, and nothing moves any more. */
export const balanced = (scene: Scene): Promise<void> => {
  const share = scene.devices.length / scene.workers.length;
  let quietSince = performance.now();
  let before = '';
  return until('the devices are spread evenly', () => {
    const counts = scene.workers.map((worker) => connectionsOf(scene, [worker]));
    const isEven = counts.every((count) => count > share * 0.6);
    if (!isEven || counts.join() !== before) quietSince = performance.now();
    before = counts.join();
    return (
      isEven &&
      counts.reduce((sum, count) => sum + count, 0) === scene.devices.length &&
      performance.now() - quietSince > 3_000
    );
  });
};

/** A new worker takes the place of one that is gone. */
export const replace = async (scene: Scene, gone: WorkerChild): Promise<void> => {
  scene.workers.splice(scene.workers.indexOf(gone), 1, await scene.stack.startWorker(`instead-of-${gone.name}`));
};

/** How many things were recorded of devices so far. */
export const countEvents = ({ stack }: Scene): Promise<number> =>
  asOwner(stack, async (owner) => {
    const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from events');
    return rows[0]?.count ?? 0;
  });

/** The numbers of the devices that do not belong to their number any more. */
export const findUnlinked = ({ stack }: Scene): Promise<string[]> =>
  asOwner(stack, async (owner) => {
    const { rows } = await owner.query<{ line: string }>(
      `select name || ' is ' || state || ', ' || reason as line from devices where not is_linked`,
    );
    return rows.map(({ line }) => line);
  });

/** All that the workers have logged. */
export const readLogs = ({ stack }: Pick<Scene, 'stack'>): string[] =>
  stack.logs().map((log) => readFileSync(log, 'utf8'));

const asOwner = async <T>({ databaseUrl }: Stack, work: (owner: pg.Client) => Promise<T>): Promise<T> => {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
};
