import { canFail, type Logger, withinMs } from '@parley/runtime';
import { Queue } from 'bullmq';
import { type Asker, createAsker } from '../asks/asker.ts';
import { leaveIfSilent } from '../silence.ts';
import type { Redis } from '../redis.ts';
import { type TenantDevice, leaveNothing } from './shard-jobs.ts';

export type Dispatch = {
  /** Tells the holder of the shard that this device has something to do. Never throws, and is never waited for long:
   * without Redis it is dropped, since the holder looks for what is to do by itself, too. */
  nudge: (to: TenantDevice & { shard: string }) => Promise<void>;
  /** The same, where that is something to send: it is not to look at anything else. */
  nudgeToSend: (to: TenantDevice & { shard: string }) => Promise<void>;
  ask: Asker['ask'];
  close: () => Promise<void>;
};

/** What anybody may put into the queues of the shards; over one connection, however many shards there are. */
export const createDispatch = ({ redis, logger }: { redis: Redis; logger: Logger }): Dispatch => {
  const client = redis.forDispatch();
  const queues = new Map<string, Queue>();
  let isDropping = false;

  const queueOf = (shard: string): Queue => {
    if (client.status !== 'ready') throw new Error('Redis is away.');
    const known = queues.get(shard);
    if (known !== undefined) return known;
    const queue = new Queue(shard, {
      connection: client,
      skipVersionCheck: true,
      skipMetasUpdate: true,
      defaultJobOptions: leaveNothing,
    });
    queue.on('error', () => {}); // told by the connection, or by whoever put something in
    queues.set(shard, queue);
    return queue;
  };

  const add = async (name: 'nudge' | 'send', to: TenantDevice & { shard: string }): Promise<void> => {
    const { shard, tenantId, deviceId } = to;
    const deduplication = { id: `${name} ${deviceId}`, keepLastIfActive: true };
    await queueOf(shard).add(name, { tenantId, deviceId }, { deduplication });
  };
  const addOrDrop = async (...job: Parameters<typeof add>): Promise<void> => {
    try {
      await withinMs(nudgeWithinMs, add(...job));
      isDropping = false;
    } catch (error) {
      if (!isDropping) logger.warn({ err: error }, 'nudges are dropped');
      isDropping = true;
      leaveIfSilent(client, error);
    }
  };

  const asker = createAsker({ redis, logger, queueOf });

  return {
    nudge: (to) => addOrDrop('nudge', to),
    nudgeToSend: (to) => addOrDrop('send', to),
    ask: asker.ask,
    async close() {
      asker.close();
      await Promise.all([...queues.values()].map((queue) => canFail(queue.close(), 'its connection is not its own')));
    },
  };
};

const nudgeWithinMs = 1_000;
