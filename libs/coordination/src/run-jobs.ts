import type { Logger } from '@parley/runtime';
import { type Job, Queue, Worker } from 'bullmq';
import { type JobHandlers, type JobName, jobs } from './jobs.ts';
import { closeWorker } from './queues/close-worker.ts';
import { createTroubleTeller } from './queues/queue-trouble.ts';
import { leaveNothing } from './queues/shard-jobs.ts';
import type { Redis } from './redis.ts';

/**
 * Takes part in the upkeep of the installation: every worker may, each turn is taken by one of them.
 * Returns at once, Redis reachable or not; the work begins when it is.
 */
export const runJobs = ({ redis, handlers, logger }: { redis: Redis; handlers: JobHandlers; logger: Logger }) => {
  const connection = redis.forJobs();
  const queue = new Queue(queueName, { connection });
  const stopping = new AbortController();
  // What a job failed of last, until it goes well again: one that has its turn twice a second is told of once.
  const failing = new Map<string, string>();
  const runJob = oneOfAKind({ handlers, signal: stopping.signal, onDone: (name) => failing.delete(name) });
  const worker = new Worker(queueName, runJob, {
    connection,
    concurrency: Object.keys(jobs).length,
    skipVersionCheck: true,
  });
  worker.on('failed', (job, error) => {
    const name = job?.name ?? '';
    if (failing.get(name) !== error.message) logger.error({ err: error, job: name }, 'job failed');
    failing.set(name, error.message);
  });

  const tell = createTroubleTeller({ connection, logger });
  queue.on('error', (error) => tell(error, 'queue in trouble'));
  worker.on('error', (error) => tell(error, 'queue in trouble'));
  const schedule = (): void => {
    scheduleAll(queue).catch((error: unknown) => tell(error, 'jobs not scheduled'));
  };
  if (connection.status === 'ready') schedule();
  // Each time, since Redis may come back without what it knew.
  connection.on('ready', schedule);

  return {
    close: async () => {
      stopping.abort();
      connection.off('ready', schedule);
      // A job in hand is finished first. Without Redis there is none, and nobody to say goodbye to.
      await Promise.all([connection.status === 'ready' ? worker.close() : closeWorker(worker, 0), queue.close()]);
    },
  };
};

const queueName = 'upkeep';

type Running = { handlers: JobHandlers; signal: AbortSignal; onDone: (name: JobName) => void };

/** A turn that comes while the one before is still in hand is left to it: no kind of job takes another's place. And one
 * that comes when we are about to stop is left to the next. */
const oneOfAKind = ({ handlers, signal, onDone }: Running) => {
  const inHand = new Set<JobName>();
  return async ({ name, data }: Job): Promise<void> => {
    if (!isJobName(name)) throw new Error(`There is no job called ${name}.`);
    if (inHand.has(name) || signal.aborted) return;
    inHand.add(name);
    try {
      await handlers[name](jobs[name].payload.parse(data), signal);
      onDone(name);
    } finally {
      inHand.delete(name);
    }
  };
};

const isJobName = (name: string): name is JobName => name in jobs;

const scheduleAll = async (queue: Queue): Promise<void> => {
  for (const [name, { everyMs }] of Object.entries(jobs)) {
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: leaveNothing });
  }
};
