import { createHmac } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { MalformedStanza } from '../wire/node.ts';
import { readProto } from '../wire/read-proto.ts';
import type { AppStateKey, Collection, CollectionName, SealedRecord } from './app-state.ts';
import { changeHash } from './lt-hash.ts';
import { type MutationKeys, mutationKeys } from './mutation-keys.ts';
import { type Agreement, macOf, open, seal } from './seal.ts';

const { SyncdOperation } = proto.SyncdMutation;

export type Mutation = Agreement & { operation: proto.SyncdMutation.SyncdOperation };
type SealedMutation = { operation: proto.SyncdMutation.SyncdOperation; record: SealedRecord };

/** What a patch is written for or read against. */
export type Under = { name: CollectionName; collection: Collection; key: AppStateKey };

/** What a patch does: what it says, and the collection after it. */
export type Change = { mutations: Mutation[]; next: Collection };

/** Writes a patch, as a device does that holds the key. */
export const writePatch = (under: Under, mutations: Mutation[]): Change => {
  const keys = mutationKeys(under.key.data);
  const sealed = mutations.map(({ operation, ...agreement }) => ({
    operation,
    record: seal({ keys, keyId: under.key.id, operation }, agreement),
  }));
  return { mutations, next: follow(under, keys, sealed) };
};

/** Reads a patch that a client wrote; throws where any of its MACs is not what the key gives. */
export const readPatch = (under: Under, patch: Buffer): Change => {
  const { keyId, mutations: given, patchMac, snapshotMac, externalMutations } = readProto(proto.SyncdPatch, patch);
  if (externalMutations) throw new MalformedStanza('a patch of a client carries what it says within it');
  if (!under.key.id.equals(keyId?.id ?? Buffer.alloc(0))) throw new MalformedStanza('a patch has a key nobody shares');
  const keys = mutationKeys(under.key.data);
  const sealed = given.map(readMutation);
  const mutations = sealed.map(({ operation, record }) => ({
    operation,
    ...open({ keys, keyId: under.key.id, operation }, record),
  }));
  const next = follow(under, keys, sealed);
  const expected = macsOf(under.name, keys, { next, sealed });
  if (!expected.snapshot.equals(snapshotMac ?? Buffer.alloc(0)))
    throw new MalformedStanza('a patch sums its collection up otherwise');
  if (!expected.patch.equals(patchMac ?? Buffer.alloc(0))) throw new MalformedStanza('a patch has another MAC');
  return { mutations, next };
};

/** Everything a collection holds at once, for a device that has nothing of it. */
export const writeSnapshot = ({ name, collection, key }: Under): Buffer => {
  const keyId = { id: key.id };
  const records = [...collection.records.values()].map(({ index, value }) => ({
    index: { blob: index },
    value: { blob: value },
    keyId,
  }));
  const mac = snapshotMac(name, mutationKeys(key.data), collection);
  return Buffer.from(
    proto.SyncdSnapshot.encode({ version: { version: collection.version }, records, mac, keyId }).finish(),
  );
};

/** Everything a collection holds, opened. */
export const openCollection = ({ collection, key }: Pick<Under, 'collection' | 'key'>): Agreement[] => {
  const sealing = { keys: mutationKeys(key.data), keyId: key.id, operation: SyncdOperation.SET };
  return [...collection.records.values()].map((record) => open(sealing, record));
};

const readMutation = ({ operation, record }: proto.ISyncdMutation): SealedMutation => {
  const { blob: index } = record?.index ?? {};
  const { blob: value } = record?.value ?? {};
  if (!index || !value) throw new MalformedStanza('a mutation lacks its index or its value');
  return {
    operation: operation ?? SyncdOperation.SET,
    record: { index: Buffer.from(index), value: Buffer.from(value) },
  };
};

/** Whoever has missed more than this is told everything anew. */
const keptPatches = 100;

/** The collection after these mutations; the patch itself is kept with it, with the version it leads to. */
const follow = ({ name, collection, key }: Under, keys: MutationKeys, sealed: SealedMutation[]): Collection => {
  const records = new Map(collection.records);
  const removed: Buffer[] = [];
  const added: Buffer[] = [];
  for (const { operation, record } of sealed) {
    const index = record.index.toString('base64');
    const known = records.get(index);
    if (known !== undefined) removed.push(macOf(known.value));
    if (operation === SyncdOperation.REMOVE) records.delete(index);
    else {
      records.set(index, record);
      added.push(macOf(record.value));
    }
  }
  const version = collection.version + 1;
  const hash = changeHash(collection.hash, { removed, added });
  const next: Collection = { version, hash, records, patches: [] };
  const { snapshot, patch } = macsOf(name, keys, { next, sealed });
  const keyId = { id: key.id };
  const encoded = proto.SyncdPatch.encode({
    version: { version },
    snapshotMac: snapshot,
    patchMac: patch,
    keyId,
    mutations: sealed.map(({ operation, record: { index, value } }) => ({
      operation,
      record: { index: { blob: index }, value: { blob: value }, keyId },
    })),
  });
  next.patches = [...collection.patches, Buffer.from(encoded.finish())].slice(-keptPatches);
  return next;
};

type Followed = { next: Collection; sealed: SealedMutation[] };

const macsOf = (
  name: CollectionName,
  keys: MutationKeys,
  { next, sealed }: Followed,
): { snapshot: Buffer; patch: Buffer } => {
  const snapshot = snapshotMac(name, keys, next);
  const values = sealed.map(({ record }) => macOf(record.value));
  const patch = createHmac('sha256', keys.patch)
    .update(Buffer.concat([snapshot, ...values, versionBytes(next.version), Buffer.from(name)]))
    .digest();
  return { snapshot, patch };
};

const snapshotMac = (name: CollectionName, keys: MutationKeys, { hash, version }: Collection): Buffer =>
  createHmac('sha256', keys.snapshot)
    .update(Buffer.concat([hash, versionBytes(version), Buffer.from(name)]))
    .digest();

const versionBytes = (version: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(version, 4);
  return bytes;
};
