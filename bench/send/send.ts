import pg from 'pg';
import type { Figure } from '../figure.ts';
import { measureAccepts } from './accepts.ts';
import { measureLatency } from './latency.ts';
import { measureNeighbours } from './neighbours.ts';
import { openScene, type Scene } from './scene.ts';
import { measureWholeSends } from './whole-sends.ts';

/** The way of a text, from its request to its ack: how many go it in a second, how fast one does, and who is in whose way. */
export const benchSend = async (): Promise<Figure[]> => {
  const scene = await openScene();
  try {
    const accepts = await measureAccepts(scene);
    await forgetMessages(scene);
    await scene.startWorker();
    const wholeSends = await measureWholeSends(scene);
    return [...accepts, ...wholeSends, ...(await measureLatency(scene)), ...(await measureNeighbours(scene))];
  } finally {
    await scene.stop();
  }
};

/** What was accepted to be counted is not to be sent. */
const forgetMessages = async ({ stack }: Scene): Promise<void> => {
  const owner = new pg.Client({ connectionString: stack.databaseUrl });
  await owner.connect();
  try {
    await owner.query('truncate messages, batches, balances, events cascade');
  } finally {
    await owner.end();
  }
};
