import { canFail, type Logger } from '@parley/runtime';
import { type Job, WaitingError, Worker } from 'bullmq';
import { type AnswerHandlers, createAnswering } from '../asks/answering.ts';
import type { Redis } from '../redis.ts';
import type { Gain } from '../shards/held-shard.ts';
import { closeWorker } from './close-worker.ts';
import { createTroubleTeller } from './queue-trouble.ts';
import { requeueActive } from './requeue-active.ts';
import { askSchema, type TenantDevice, nudgeSchema } from './shard-jobs.ts';

/** The queue of a shard as its holder sees it. */
export type ShardQueue = {
  /** Begins to take jobs, once, after putting back what a holder before us left in hand. Never rejects. */
  run: (how: Gain) => Promise<void>;
  /** Takes no more jobs; what is in hand is waited for, but only so long that a lost shard is closed in time. */
  close: () => Promise<void>;
};

type Options = {
  redis: Redis;
  logger: Logger;
  shard: string;
  /** Called once for any number of nudges, and once more if any come meanwhile: while this queue is open, never twice at
   * a time for a device. */
  tend: (device: TenantDevice) => Promise<void>;
  /** The same, for those who have something to send. */
  send: (device: TenantDevice) => Promise<void>;
  answer: AnswerHandlers;
};

/** Opened with the lease of its shard, run once the epoch has grown, closed before the lease is given back. */
export const openShardQueue = ({ redis, logger, shard, tend, send, answer }: Options): ShardQueue => {
  const connection = redis.forJobs();
  const answering = createAnswering({ client: redis.forQuestions(), logger, handlers: answer });
  const tell = createTroubleTeller({ connection, logger });
  let isRunning = false;
  let closing: Promise<void> | null = null;

  const work = async ({ name, data }: Job): Promise<void> => {
    if (name === 'ask') await answering.take(askSchema.parse(data));
    else if (name === 'send') await send(nudgeSchema.parse(data));
    else await tend(nudgeSchema.parse(data));
  };

  const worker = new Worker(
    shard,
    async (job, token) => {
      // It was asked for before we closed, and came when Redis was back.
      if (closing !== null) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      // What went wrong is told here alone: BullMQ would keep the reason in Redis.
      await work(job).catch((error: unknown) => logger.error({ err: error, shard, job: job.name }, 'job failed'));
    },
    {
      connection,
      // A look at Redis' version that fails would be a worker that fails for ever, as fast as it can.
      skipVersionCheck: true,
      autorun: false,
      concurrency: 8,
      lockDuration: 10_000,
      stalledInterval: 3_000,
      // A job is a nudge: it is never at fault for who died of it.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: 1_000,
    },
  );
  const tellOf = (error: unknown): void => tell(error, 'queue in trouble');
  worker.on('error', tellOf);

  return {
    async run(how) {
      if (isRunning) return;
      isRunning = true;
      const count = await canFail(
        requeueActive(redis.forDispatch(), shard),
        'they are found stalled before long',
        logger,
      );
      if (count !== undefined && count > 0) logger.info({ shard, how, count }, 'jobs put back');
      if (closing === null) worker.run().catch(tellOf);
    },
    close: () => (closing ??= closeWorker(worker, waitMs)),
  };
};

const waitMs = 500;
