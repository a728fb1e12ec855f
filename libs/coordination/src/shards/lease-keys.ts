/** Where the leases of a network's shards are kept, and what is known beside them. */
export const createLeaseKeys = (network: string) => ({
  holders: `shards:{${network}}:holders`,
  settling: `shards:{${network}}:settling`,
  workers: `shards:{${network}}:workers`,
  lease: (shard: string): string => `shards:{${network}}:lease:${shard}`,
});
