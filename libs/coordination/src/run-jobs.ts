import type { Logger } from '@parley/runtime';
import { type Job, Queue, Worker } from 'bullmq';
import { type JobHandlers, type JobName, jobs } from './jobs.ts';
import type { Redis } from './redis.ts';

/**
 * Takes part in the upkeep of the installation: every worker may, each turn is taken by one of them.
 * Returns at once, Redis reachable or not; the work begins when it is.
 */
export const runJobs = ({ redis, handlers, logger }: { redis: Redis; handlers: JobHandlers; logger: Logger }) => {
  const connection = redis.forJobs();
  const queue = new Queue(queueName, { connection });
  const worker = new Worker(queueName, (job) => runJob(job, handlers), { connection });
  worker.on('failed', (job, error) => logger.error({ err: error, job: job?.name }, 'job failed'));
  // An outage is told once, by the connection; unheard, it would end the process.
  queue.on('error', () => undefined);
  worker.on('error', () => undefined);

  void scheduleAll(queue).catch((error: unknown) => logger.error({ err: error }, 'jobs not scheduled'));
  return {
    close: async () => {
      // A job in hand is finished first. Without Redis there is none, and nobody to say goodbye to.
      if (connection.status === 'ready') await Promise.all([worker.close(), queue.close()]);
      else connection.disconnect();
    },
  };
};

const queueName = 'upkeep';

const runJob = async (job: Job, handlers: JobHandlers): Promise<void> => {
  const name = job.name;
  if (!isJobName(name)) throw new Error(`There is no job called ${name}.`);
  await handlers[name](jobs[name].payload.parse(job.data));
};

const isJobName = (name: string): name is JobName => name in jobs;

const scheduleAll = async (queue: Queue): Promise<void> => {
  for (const [name, { everyMs }] of Object.entries(jobs)) {
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: options });
  }
};
