import { type Gain, openShardQueue, type Redis } from '@parley/coordination';
import type { Logger } from '@parley/runtime';
import { answerAsks } from '../sessions/answer-asks.ts';
import type { Held, HeldShard } from '../sessions/held.ts';
import type { Runner } from '../sessions/runner.ts';
import { createTendedDevices, type TendedDevices } from './tended.ts';

/** A shard that is ours: its queue, and the runners of its devices. */
export type OpenShard = {
  shard: HeldShard;
  devices: TendedDevices;
  run: (how: Gain) => Promise<void>;
  /**
   * Stops the queue and hangs up everywhere, all at once. Resolves when all of it is over, or is left: some seconds
   * after a planned end, sooner once the signal says that the lease is lost. By then every connection was cut; what may
   * still be on its way to Postgres comes under our epoch, which is worth nothing once another has grown it.
   */
  close: (signal: AbortSignal) => Promise<void>;
};

type Options = { redis: Redis; logger: Logger; shard: HeldShard; createRunner: (held: Held) => Runner };

export const openShard = ({ redis, logger, shard, createRunner }: Options): OpenShard => {
  const { name } = shard;
  const devices = createTendedDevices({ shard, createRunner });
  const queue = openShardQueue({
    redis,
    logger,
    shard: name,
    tend: devices.tend,
    send: devices.send,
    answer: answerAsks(devices.find),
  });
  return {
    shard,
    devices,
    run: queue.run,
    close: async (signal) => {
      const closing = Promise.all([queue.close(), devices.close()]).then(() => true);
      const isClosed = await Promise.race([closing, untilLeft(signal)]);
      if (isClosed) return;
      closing.catch((error: unknown) => logger.warn({ err: error, shard: name }, 'what was left has failed'));
      logger.warn({ shard: name }, 'left what was still under way');
    },
  };
};

/** A connection whose other end does not hang up too is cut after one second. */
const leaveAfterMs = { planned: 3_000, lost: 1_500 };

const untilLeft = (signal: AbortSignal): Promise<false> =>
  new Promise((resolve) => {
    const leaveAfter = (ms: number): void => void setTimeout(resolve, ms, false).unref();
    const leaveSoon = (): void => leaveAfter(leaveAfterMs.lost);
    if (signal.aborted) return leaveSoon();
    leaveAfter(leaveAfterMs.planned);
    signal.addEventListener('abort', leaveSoon, { once: true });
  });
