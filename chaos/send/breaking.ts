import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Stack, WorkerChild } from '../../tools/stack/start-stack.ts';

type Breaking = {
  stack: Stack;
  workers: WorkerChild[];
  kills: number;
  tell: (line: string) => void;
  /** Told after each kill. */
  killed: () => void;
};

/** Between one kill and the next: sometimes before the devices of the one before are open elsewhere, sometimes after. */
const pauseMs = { least: 3_000, most: 12_000 };
/** Kills workers at moments nobody chose, each of which another takes the place of at once; a third of the way Redis
 * forgets everything, and at two thirds Postgres is started anew. */
export const breakAll = async (breaking: Breaking): Promise<void> => {
  const { stack, kills, tell, killed } = breaking;
  const [flushAfter, restartAfter] = [Math.ceil(kills / 3), Math.ceil((kills * 2) / 3)];
  for (let count = 1; count <= kills; count += 1) {
    await sleep(pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least));
    tell(`  A worker is killed (${count} of ${kills}) …`);
    await killOne(breaking, count);
    killed();
    if (count === flushAfter) {
      tell('  Redis forgets everything …');
      await flush(stack);
    }
    if (count === restartAfter) {
      tell('  Postgres is started anew …');
      await stack.restartPostgres();
    }
  }
};

const killOne = async ({ stack, workers }: Breaking, count: number): Promise<void> => {
  const place = Math.floor(Math.random() * workers.length);
  const victim = workers[place];
  if (victim === undefined) throw new Error('There is no worker.');
  process.kill(victim.pid, 'SIGKILL');
  await victim.exited;
  workers[place] = await stack.startWorker(`worker-after-${count}`);
};

const flush = async ({ redis }: Stack): Promise<void> => {
  const client = new Redis(redis.url);
  await client.flushall();
  await client.quit();
};
