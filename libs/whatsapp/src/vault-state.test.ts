import { Buffer } from 'node:buffer';
import { type AuthenticationCreds, initAuthCreds, proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { createMemoryVault } from '../test/memory-vault.ts';
import { isNotRecorded, openVaultState, type VaultState } from './vault-state.ts';

const link = (creds: AuthenticationCreds): void =>
  void Object.assign(creds, { me: { id: '12025550001:1@s.whatsapp.net' }, account: { details: Buffer.from([1]) } });

const openLinked = async (vault = createMemoryVault(), refused: (error: unknown) => void = () => undefined) => {
  const state = await openState(vault, refused);
  link(state.auth.creds);
  await state.saveCreds();
  return { vault, state };
};
const openState = async (
  vault = createMemoryVault(),
  refused: (error: unknown) => void = () => undefined,
): Promise<VaultState> => {
  const state = await openVaultState({ vault, refused });
  if (state === null) throw new Error('these are no credentials');
  return state;
};
const credsIn = async (vault: ReturnType<typeof createMemoryVault>): Promise<AuthenticationCreds> =>
  (await openState(vault)).auth.creds;

describe('credentials', () => {
  it('come back as they were, buffers as buffers', async () => {
    const { vault, state } = await openLinked();
    const again = await credsIn(vault);
    expect(Buffer.isBuffer(again.noiseKey.private)).toBe(true);
    expect(Buffer.from(again.noiseKey.private)).toEqual(Buffer.from(state.auth.creds.noiseKey.private));
    expect(again.registrationId).toBe(state.auth.creds.registrationId);
  });

  it('of a device that belongs to nobody are not kept, nor what a linking left half-way', async () => {
    const vault = createMemoryVault();
    const state = await openState(vault);
    Object.assign(state.auth.creds, { me: { id: '12025550001@s.whatsapp.net', name: '~' }, pairingCode: 'ABCD1234' });
    await state.saveCreds();
    await state.seal();
    expect(vault.commits).toEqual([]);
    vault.setCreds(Buffer.from(JSON.stringify({ ...initAuthCreds(), me: { id: 'x' } })));
    expect((await openState(vault)).auth.creds.me).toBeUndefined();
  });

  it('that were changed in place are written with the next keys, in the same commit', async () => {
    const { vault, state } = await openLinked();
    state.auth.creds.lastPropHash = 'abc';
    state.auth.creds.routingInfo = Buffer.from([7]);
    await state.auth.keys.set({ session: { a: new Uint8Array([1]) } });
    expect(vault.commits).toHaveLength(2);
    expect((await credsIn(vault)).lastPropHash).toBe('abc');
    expect((await credsIn(vault)).routingInfo).toEqual(Buffer.from([7]));
  });

  it('that were changed in place and never announced are written at the end', async () => {
    const { vault, state } = await openLinked();
    state.auth.creds.lastPropHash = 'abc';
    await state.seal();
    expect((await credsIn(vault)).lastPropHash).toBe('abc');
  });

  it('are not written again where nothing changed', async () => {
    const { vault, state } = await openLinked();
    await state.saveCreds();
    await state.auth.keys.set({ session: { a: new Uint8Array([1]) } });
    expect(vault.commits.map(({ creds }) => creds !== undefined)).toEqual([true, false]);
  });

  it('that are none are not taken for new ones', async () => {
    const vault = createMemoryVault();
    for (const bytes of ['', '{', 'null', '{"me":1}']) {
      vault.setCreds(Buffer.from(bytes));
      expect(await openVaultState({ vault, refused: () => undefined })).toBeNull();
    }
  });
});

describe('keys', () => {
  it('of one commit of Baileys, of several kinds, are one commit of the vault', async () => {
    const { vault, state } = await openLinked();
    await state.auth.keys.set({
      session: { a: new Uint8Array([1]), b: null },
      'sender-key': { c: new Uint8Array([2]) },
      'lid-mapping': { d: 'e' },
    });
    expect(vault.commits).toHaveLength(2);
    expect(vault.commits[1]?.keys.map(({ kind, id, value }) => [kind, id, value === null])).toEqual([
      ['session', 'a', false],
      ['session', 'b', true],
      ['sender-key', 'c', false],
      ['lid-mapping', 'd', false],
    ]);
  });

  it('come back as they were, out of the cache and out of the vault', async () => {
    const { vault, state } = await openLinked();
    const pair = { public: Buffer.from([1, 2]), private: Buffer.from([3]) };
    await state.auth.keys.set({
      'pre-key': { 1: pair },
      session: { a: new Uint8Array([9]) },
      'lid-mapping': { p: 'l' },
    });
    for (const each of [state, await openState(vault)]) {
      const { 1: found } = await each.auth.keys.get('pre-key', ['1']);
      expect(found).toEqual(pair);
      expect(Buffer.isBuffer(found?.private)).toBe(true);
      const { a } = await each.auth.keys.get('session', ['a']);
      expect(Buffer.isBuffer(a)).toBe(true);
      expect(await each.auth.keys.get('lid-mapping', ['p', 'q'])).toEqual({ p: 'l' });
    }
  });

  it('that sync app state come back as what Baileys makes of them', async () => {
    const { vault, state } = await openLinked();
    const key = proto.Message.AppStateSyncKeyData.fromObject({ keyData: Buffer.from([5]), timestamp: 1 });
    await state.auth.keys.set({ 'app-state-sync-key': { k: key } });
    const { k } = await (await openState(vault)).auth.keys.get('app-state-sync-key', ['k']);
    expect(k).toBeInstanceOf(proto.Message.AppStateSyncKeyData);
    expect(Buffer.from(k?.keyData ?? [])).toEqual(Buffer.from([5]));
  });

  it('are asked for once, also those that there are not, and anew after the end', async () => {
    const { vault, state } = await openLinked();
    await state.auth.keys.get('session', ['a']);
    await state.auth.keys.get('session', ['a']);
    expect(vault.reads()).toBe(1);
    await state.auth.keys.set({ session: { a: new Uint8Array([1]) } });
    expect(Object.keys(await state.auth.keys.get('session', ['a']))).toEqual(['a']);
    expect(vault.reads()).toBe(1);
    await state.seal();
    await (await openState(vault)).auth.keys.get('session', ['a']);
    expect(vault.reads()).toBe(2);
  });

  it('that were read before they were written are not remembered as they were then, though too big to keep', async () => {
    const { vault } = await openLinked();
    const state = await openState(vault);
    const { findKeys } = vault;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    await state.auth.keys.set({ session: { a: Buffer.alloc(10) } });
    vault.findKeys = async (kind, ids) => {
      const found = await findKeys(kind, ids);
      await late;
      return found;
    };
    const again = await openState(vault);
    const reading = again.auth.keys.get('session', ['a']);
    await again.auth.keys.set({ session: { a: Buffer.alloc(20_000) } });
    resolve();
    await reading;
    expect((await again.auth.keys.get('session', ['a']))['a']).toHaveLength(20_000);
  });

  it('that were read while they were written are not remembered as they were before', async () => {
    const { vault, state } = await openLinked();
    const release = vault.hold();
    const written = state.auth.keys.set({ session: { a: new Uint8Array([1]) } });
    await state.auth.keys.get('session', ['a']);
    release();
    await written;
    expect(Object.keys(await state.auth.keys.get('session', ['a']))).toEqual(['a']);
  });
});

describe('writes', () => {
  it('go one after the other, in the order in which they were asked for', async () => {
    const { vault, state } = await openLinked();
    await Promise.all(
      Array.from({ length: 20 }, async (_none, at) => {
        Object.assign(state.auth.creds, { nextPreKeyId: at });
        await Promise.all([state.saveCreds(), state.auth.keys.set({ 'lid-mapping': { x: String(at) } })]);
      }),
    );
    expect(vault.sideBySide()).toBe(1);
    expect(vault.commits.flatMap(({ keys }) => keys.map(({ value }) => String(value)))).toEqual(
      Array.from({ length: 20 }, (_none, at) => `"${at}"`),
    );
    expect((await credsIn(vault)).nextPreKeyId).toBe(19);
  });

  it('after a refused one are refused too, and the refusal is told once', async () => {
    const told: unknown[] = [];
    const { vault, state } = await openLinked(createMemoryVault(), (error) => told.push(error));
    const stale = new Error('stale epoch');
    vault.refuse(stale);
    const refusal = await state.auth.keys.set({ session: { a: new Uint8Array([1]) } })?.then(
      () => null,
      (error: unknown) => error,
    );
    expect(isNotRecorded(refusal)).toBe(true);
    expect(refusal).toMatchObject({ cause: stale });
    vault.refuse(null);
    await expect(state.auth.keys.set({ session: { b: new Uint8Array([1]) } })).rejects.toSatisfy(isNotRecorded);
    Object.assign(state.auth.creds, { nextPreKeyId: 99 });
    await state.saveCreds();
    await state.seal();
    expect(told).toEqual([stale]);
    expect(vault.commits).toHaveLength(1);
  });

  it('end with the session: what is under way is waited for, what comes later is refused', async () => {
    const { vault, state } = await openLinked();
    const release = vault.hold();
    const under = state.auth.keys.set({ session: { a: new Uint8Array([1]) } });
    let isSealed = false;
    const sealed = state.seal().then(() => (isSealed = true));
    await new Promise(setImmediate);
    expect(isSealed).toBe(false);
    release();
    await Promise.all([under, sealed]);
    const written = vault.commits.length;
    await expect(state.auth.keys.set({ session: { b: null } })).rejects.toSatisfy(isNotRecorded);
    await expect(state.auth.keys.get('session', ['a'])).rejects.toSatisfy(isNotRecorded);
    state.auth.creds.lastPropHash = 'late';
    await state.saveCreds();
    expect(vault.commits).toHaveLength(written);
  });
});
