import { EntitySchema } from 'typeorm';

/** A slice of all devices. */
export type ShardRow = {
  name: string;
  /** Whose writes Postgres takes; it grows whenever the shard is gained. */
  epoch: string;
  /** Under which its holder came: it may have grown since, for the same one. */
  held_from: string;
};

export const shardTable = new EntitySchema<ShardRow>({
  name: 'shards',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'shards_pkey' },
    epoch: { type: 'bigint', default: 0 },
    held_from: { type: 'bigint', default: 0 },
  },
});
