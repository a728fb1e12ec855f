import { errorCode, type Logger } from '@parley/runtime';
import { ConnectionClosedError, type Job, Queue, Worker } from 'bullmq';
import { type JobHandlers, type JobName, jobs } from './jobs.ts';
import type { Redis } from './redis.ts';

/**
 * Takes part in the upkeep of the installation: every worker may, each turn is taken by one of them.
 * Returns at once, Redis reachable or not; the work begins when it is.
 */
export const runJobs = ({ redis, handlers, logger }: { redis: Redis; handlers: JobHandlers; logger: Logger }) => {
  const connection = redis.forJobs();
  const queue = new Queue(queueName, { connection });
  const stopping = new AbortController();
  const worker = new Worker(queueName, (job) => runJob(job, handlers, stopping.signal), { connection });
  worker.on('failed', (job, error) => logger.error({ err: error, job: job?.name }, 'job failed'));

  // An outage is told once, by the connection.
  const tell = (error: unknown, what: string) => {
    if (connection.status === 'ready' && !isOfConnection(error)) logger.error({ err: error }, what);
  };
  queue.on('error', (error) => tell(error, 'queue in trouble'));
  worker.on('error', (error) => tell(error, 'queue in trouble'));
  // Each time, since Redis may come back without what it knew.
  connection.on('ready', () => void scheduleAll(queue).catch((error: unknown) => tell(error, 'jobs not scheduled')));

  return {
    close: async () => {
      stopping.abort();
      // A job in hand is finished first. Without Redis there is none, and nobody to say goodbye to.
      if (connection.status === 'ready') await Promise.all([worker.close(), queue.close()]);
      else connection.disconnect();
    },
  };
};

const queueName = 'upkeep';

const runJob = async (job: Job, handlers: JobHandlers, signal: AbortSignal): Promise<void> => {
  const name = job.name;
  if (!isJobName(name)) throw new Error(`There is no job called ${name}.`);
  await handlers[name](jobs[name].payload.parse(job.data), signal);
};

const isJobName = (name: string): name is JobName => name in jobs;

/** Node gives its errors codes; what Redis itself says has none. */
const isOfConnection = (error: unknown): boolean =>
  error instanceof ConnectionClosedError || errorCode(error) !== undefined;

const scheduleAll = async (queue: Queue): Promise<void> => {
  for (const [name, { everyMs }] of Object.entries(jobs)) {
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: options });
  }
};
