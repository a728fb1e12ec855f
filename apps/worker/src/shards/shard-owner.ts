import type { Redis, ShardOwner, Shards } from '@parley/coordination';
import { canFail, type Logger } from '@parley/runtime';
import type { Store } from '@parley/store';
import type { Held, HeldShard } from '../sessions/held.ts';
import type { Runner } from '../sessions/runner.ts';
import { type OpenShard, openShard } from './open-shard.ts';

type Options = {
  store: Store;
  redis: Redis;
  logger: Logger;
  createRunner: (held: Held) => Runner;
  /** Who holds the leases; asked for once it is there. */
  leases: () => Pick<Shards, 'isMine' | 'giveUp'>;
  /** Called for a shard whose devices are to be looked at. */
  onOpened: (shard: string) => void;
};

/** What becomes of a shard: opened under its new epoch when it is gained, closed when it is lost. */
export const createShardOwner = ({ store, redis, logger, createRunner, leases, onOpened }: Options) => {
  const open = new Map<string, OpenShard>();
  const growing = new Map<string, Promise<number>>();

  const growEpoch = async (name: string, signal: AbortSignal): Promise<number> => {
    const by = open.has(name) ? 'same_holder' : 'new_holder';
    const grown = store
      .forInstallation((installation) => installation.growEpoch(name, by))
      .then((epoch) => {
        const known = open.get(name);
        if (known !== undefined) known.shard.epoch = epoch;
        return epoch;
      });
    growing.set(name, grown);
    try {
      return await untilAborted(signal, grown);
    } finally {
      growing.delete(name);
    }
  };

  /** Postgres refused what was written for a device of the shard: because of our epoch, or only since that device is
   * gone. Its own answer decides; while it gives none, it takes nothing from us either. */
  const doubt = async (shard: HeldShard): Promise<void> => {
    const { name } = shard;
    await shard.settled();
    const epoch = await store.forInstallation(({ findEpoch }) => findEpoch(name));
    if (epoch !== shard.epoch && open.get(name)?.shard === shard) leases().giveUp(name);
  };

  const holdShard = (name: string, epoch: number): HeldShard => {
    const shard: HeldShard = {
      name,
      epoch,
      settled: async () =>
        void (await canFail(growing.get(name) ?? Promise.resolve(0), 'whoever grows it hears of it')),
      isMine: () => leases().isMine(name),
      giveUp: () => void canFail(doubt(shard), 'the next write is refused, too', logger),
    };
    return shard;
  };

  const owner: ShardOwner = {
    onGained: async (name, how, signal) => {
      const epoch = await growEpoch(name, signal);
      if (open.has(name)) return;
      const one = openShard({ redis, logger, shard: holdShard(name, epoch), createRunner });
      open.set(name, one);
      await one.run(how);
      onOpened(name);
    },
    onLost: async (name, _why, signal) => {
      const one = open.get(name);
      open.delete(name);
      await one?.close(signal);
    },
  };

  return { owner, open: (): ReadonlyMap<string, OpenShard> => open };
};

/** What is waited for no longer once a shard is lost. */
const untilAborted = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(new Error('the shard was lost meanwhile'));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([work, lost]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
};
