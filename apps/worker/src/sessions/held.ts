import type { TenantDevice } from '@parley/coordination';
import { type SessionOf, type SessionStore, StaleEpoch, type Store } from '@parley/store';

/** A shard that this process holds; its epoch grows when it is gained anew. */
export type HeldShard = {
  name: string;
  epoch: number;
  /** Resolves once its epoch does not grow at this moment. */
  settled: () => Promise<void>;
  isMine: () => boolean;
  giveUp: () => void;
};

/** One device of it. */
export type Held = TenantDevice & { shard: HeldShard };

const sessionOf = ({ tenantId, deviceId, shard }: Held): SessionOf => ({
  tenantId,
  deviceId,
  shard: shard.name,
  epoch: shard.epoch,
});

/** Reads or writes for a device that we hold. Where Postgres says that we do not, the shard is given up at once. */
export type InSession = <T>(held: Held, work: (store: SessionStore) => Promise<T>) => Promise<T>;

export const createInSession =
  (store: Store, onStale: () => void): InSession =>
  async (held, work) => {
    const { shard } = held;
    await shard.settled();
    const asked = sessionOf(held);
    try {
      return await store.forSession(asked, work);
    } catch (error) {
      if (!(error instanceof StaleEpoch)) throw error;
      onStale();
      await shard.settled();
      // We ourselves have gained it anew meanwhile: nothing of this was kept, and it is as good under the new epoch.
      if (shard.epoch !== asked.epoch) return store.forSession(sessionOf(held), work);
      shard.giveUp();
      throw error;
    }
  };
