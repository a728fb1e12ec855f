import type { Redis as Client } from 'ioredis';
import { z } from 'zod';
import { createLeaseKeys } from './lease-keys.ts';
import { claimScript, reclaimScript, releaseScript, renewScript } from './lease-scripts.ts';

/** One claim of one shard. No two claims have the same mark: what an earlier one still sends harms no later one. */
export type Lease = { shard: string; mark: string };

/** Three answers; a broken Redis is not one of them, it throws. `lost`: another has it. `missing`: nobody has it. */
export type Renewal = 'renewed' | 'lost' | 'missing';

/** Who had a shard before: nobody that Redis knows of; somebody who closed everything and gave it back; somebody who
 * was not heard of any more, and may have left things half done. */
export type Before = 'nobody' | 'handed_over' | 'died';

/** The leases of one network's shards, as one worker asks for them. */
export type Leases = {
  /** So many of these shards at most, as far as they are free. */
  claim: (shards: readonly string[], most: number) => Promise<{ lease: Lease; before: Before }[]>;
  /** All in one go; an answer for each, in their order. */
  renew: (leases: readonly Lease[]) => Promise<Renewal[]>;
  /** After `missing`, and only while it is held by the caller's own clock: whether it is ours again. */
  reclaim: (lease: Lease) => Promise<boolean>;
  /** Whether it was ours to release. */
  release: (lease: Lease) => Promise<boolean>;
};

type Options = { client: Client; network: string; worker: string; ttlMs: number };

/** `worker` is a name that no other process has or ever had. */
export const createLeases = ({ client, network, worker, ttlMs }: Options): Leases => {
  const keys = createLeaseKeys(network);
  let claims = 0;

  return {
    claim: async (shards, most) => {
      claims += 1;
      const mark = `${worker}:${claims}`;
      const all = [keys.holders, keys.settling, ...shards.map(keys.lease)];
      const claimed = claimedSchema.parse(await claimScript(client, all, [`${worker}:`, mark, ttlMs, most]));
      return claimed.map(([at, before]) => ({ lease: { shard: shards[at] ?? '', mark }, before }));
    },
    renew: async (leases) => {
      const all = leases.map(({ shard }) => keys.lease(shard));
      const marks = leases.map(({ mark }) => mark);
      return renewalsSchema.length(leases.length).parse(await renewScript(client, all, [ttlMs, ...marks]));
    },
    reclaim: async ({ shard, mark }) =>
      (await reclaimScript(client, [keys.holders, keys.lease(shard)], [mark, ttlMs])) === 1,
    release: async ({ shard, mark }) => (await releaseScript(client, [keys.holders, keys.lease(shard)], [mark])) === 1,
  };
};

const claimedSchema = z.array(z.tuple([z.number(), z.enum(['nobody', 'handed_over', 'died'])]));
const renewalsSchema = z.array(z.enum(['renewed', 'lost', 'missing']));
