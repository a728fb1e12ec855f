import { decodePatches, encodeSyncdPatch, newLTHashState, proto } from '@whiskeysockets/baileys';
import { expect, it } from 'vitest';
import { createAppState } from '../src/app-state/app-state.ts';
import { type Mutation, readPatch, type Under, writePatch } from '../src/app-state/patch.ts';

import { silent } from './silent-logger.ts';
const { SET, REMOVE } = proto.SyncdMutation.SyncdOperation;
const name = 'regular_low';
const chat = '12025550120@s.whatsapp.net';

const createUnder = (): Under => {
  const { key, collections } = createAppState(1_700_000_000_000);
  return { name, collection: collections[name], key };
};
const archive = (isArchived: boolean): Mutation => ({
  operation: SET,
  index: ['archive', chat],
  value: { archiveChatAction: { archived: isArchived }, timestamp: 1_700_000_000_000 },
  version: 3,
});
const keyOf = ({ key }: Under) => proto.Message.AppStateSyncKeyData.fromObject({ keyData: key.data });

it('reads what Baileys writes, patch upon patch', async () => {
  const under = createUnder();
  let theirs = newLTHashState();
  let { collection } = under;
  for (const [isArchived, operation] of [
    [true, SET],
    [false, SET],
    [false, REMOVE],
  ] as const) {
    const { patch, state } = await encodeSyncdPatch(
      {
        type: name,
        index: ['archive', chat],
        syncAction: { archiveChatAction: { archived: isArchived } },
        apiVersion: 3,
        operation,
      },
      under.key.id.toString('base64'),
      theirs,
      async () => keyOf(under),
    );
    const { next, mutations } = readPatch(
      { ...under, collection },
      Buffer.from(proto.SyncdPatch.encode(patch).finish()),
    );
    expect(mutations).toMatchObject([
      { operation, index: ['archive', chat], value: { archiveChatAction: { archived: isArchived } }, version: 3 },
    ]);
    expect(next.version).toBe(state.version);
    expect(next.hash.equals(state.hash)).toBe(true);
    theirs = state;
    collection = next;
  }
  expect(collection.records.size).toBe(0);
  expect(collection.hash.equals(Buffer.alloc(128))).toBe(true);
});

it('writes what Baileys reads, patch upon patch, with every MAC as it must be', async () => {
  const under = createUnder();
  const first = writePatch(under, [archive(true), { ...archive(true), index: ['archive', 'another'] }]).next;
  const second = writePatch({ ...under, collection: first }, [archive(false)]).next;
  const third = writePatch({ ...under, collection: second }, [{ ...archive(false), operation: REMOVE }]).next;
  const complaints: unknown[] = [];
  const { state, mutationMap } = await decodePatches(
    name,
    third.patches.map((patch) => proto.SyncdPatch.decode(patch)),
    newLTHashState(),
    async () => keyOf(under),
    {},
    undefined,
    { ...silent, warn: (...said) => void complaints.push(said) },
  );
  expect(complaints).toEqual([]);
  expect(state.version).toBe(3);
  expect(third.hash.equals(state.hash)).toBe(true);
  expect(Object.keys(mutationMap)).toEqual([JSON.stringify(['archive', chat]), JSON.stringify(['archive', 'another'])]);
});

it.each(['patchMac', 'snapshotMac'] as const)('refuses a patch whose %s is wrong', (field) => {
  const under = createUnder();
  const patch = proto.SyncdPatch.decode(writePatch(under, [archive(true)]).next.patches[0] ?? Buffer.alloc(0));
  patch[field] = Buffer.alloc(32, 1);
  expect(() => readPatch(under, Buffer.from(proto.SyncdPatch.encode(patch).finish()))).toThrow();
});

it('refuses a value that is turned from set into removed', () => {
  const under = createUnder();
  const patch = proto.SyncdPatch.decode(writePatch(under, [archive(true)]).next.patches[0] ?? Buffer.alloc(0));
  for (const mutation of patch.mutations) mutation.operation = REMOVE;
  expect(() => readPatch(under, Buffer.from(proto.SyncdPatch.encode(patch).finish()))).toThrow('a value of a patch');
});
