import { Queue } from 'bullmq';
import type { Redis as Client } from 'ioredis';

/** Puts back what a holder that is gone had in hand, so that nobody waits until BullMQ finds it stalled. Only for who
 * holds the shard, and before it takes a job itself. Answers how many there were. */
export const requeueActive = async (client: Client, shard: string): Promise<number> => {
  if (client.status !== 'ready') throw new Error('Redis is away.');
  const queue = new Queue(shard, { connection: client, skipVersionCheck: true, skipMetasUpdate: true });
  queue.on('error', () => {}); // told by the connection
  try {
    // The newest first: each goes before the ones put back earlier, so that they are in their order again.
    const jobs = await queue.getJobs(['active'], 0, -1, false);
    for (const job of jobs) await job.moveToWait();
    return jobs.length;
  } finally {
    await queue.close();
  }
};
