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
  // What a job failed of last, until it goes well again: one that has its turn twice a second is told of once.
  const failing = new Map<string, string>();
  const runJob = createRunner({ handlers, signal: stopping.signal, onDone: (name) => failing.delete(name) });
  const worker = new Worker(queueName, runJob, { connection, concurrency: Object.keys(jobs).length });
  worker.on('failed', (job, error) => {
    const name = job?.name ?? '';
    if (failing.get(name) !== error.message) logger.error({ err: error, job: name }, 'job failed');
    failing.set(name, error.message);
  });

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

type Runner = { handlers: JobHandlers; signal: AbortSignal; onDone: (name: JobName) => void };

/** A turn that comes while the one before is still in hand is left to it: no kind of job takes another's place. */
const createRunner = ({ handlers, signal, onDone }: Runner) => {
  const inHand = new Set<JobName>();
  return async ({ name, data }: Job): Promise<void> => {
    if (!isJobName(name)) throw new Error(`There is no job called ${name}.`);
    if (inHand.has(name)) return;
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

/** Node gives its errors codes; what Redis itself says has none. */
const isOfConnection = (error: unknown): boolean =>
  error instanceof ConnectionClosedError || errorCode(error) !== undefined;

const scheduleAll = async (queue: Queue): Promise<void> => {
  for (const [name, { everyMs }] of Object.entries(jobs)) {
    const options = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(name, { every: everyMs }, { name, data: {}, opts: options });
  }
};
