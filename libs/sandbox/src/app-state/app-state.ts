import { randomBytes } from 'node:crypto';

/** The parts of what the devices of an account agree on: each has a version of its own. */
export const collectionNames = [
  'critical_block',
  'critical_unblock_low',
  'regular_high',
  'regular_low',
  'regular',
] as const;
export type CollectionName = (typeof collectionNames)[number];

/** What the devices of one account share and the server cannot read. */
export type AppStateKey = { id: Buffer; data: Buffer; at: number };

/** One thing the devices agree on, as it lies on the server: sealed. The index tells nothing but whether it is the same. */
export type SealedRecord = { index: Buffer; value: Buffer };

export type Collection = {
  version: number;
  /** Sums up every value of the collection, so that whoever has another set of them notices. */
  hash: Buffer;
  /** By index, in base64. */
  records: Map<string, SealedRecord>;
  /** The newest, each of which made the version one higher, up to the one it has (SyncdPatch, encoded). */
  patches: Buffer[];
};

/** What the devices of an account agree on: which chats are archived, whom they know by which name. */
export type AppState = {
  key: AppStateKey;
  collections: Record<CollectionName, Collection>;
};

const createCollection = (): Collection => ({ version: 0, hash: Buffer.alloc(128), records: new Map(), patches: [] });

export const createAppState = (at: number): AppState => ({
  key: { id: randomBytes(6), data: randomBytes(32), at },
  collections: {
    critical_block: createCollection(),
    critical_unblock_low: createCollection(),
    regular_high: createCollection(),
    regular_low: createCollection(),
    regular: createCollection(),
  },
});

export const isCollectionName = (name: string): name is CollectionName =>
  collectionNames.some((known) => known === name);
