import type { proto } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { createMemoryVault, type MemoryVault } from '../test/memory-vault.ts';
import { createSentMessages, keepAsSent } from './sent-messages.ts';
import { openVaultState } from './vault-state.ts';

const id = '3EB0000000000000000001';
const jid = '12025550121@s.whatsapp.net';
const message = { conversation: 'Hello' };
const times = { sentMs: 60_000, findSentMs: 50 };

const open = async (vault: MemoryVault, now: () => number = () => 5000) => {
  const state = await openVaultState({ vault, refused: () => undefined });
  if (state === null) throw new Error('these are no credentials');
  const { getMessage, patchMessageBeforeSending } = createSentMessages({ vault, state, times, now });
  return {
    state,
    patch: (sent: proto.IMessage) => void patchMessageBeforeSending?.(sent, []),
    find: async (remoteJid: string) => (await getMessage?.({ id, remoteJid }))?.conversation ?? null,
  };
};
const keepOne = async (now?: () => number) => {
  const vault = createMemoryVault();
  const opened = await open(vault, now);
  keepAsSent({ id, jid }, () => {
    opened.patch(message);
    // To our own other devices, and to each of a group, Baileys sends something around it.
    opened.patch({ deviceSentMessage: { message } });
  });
  await opened.state.seal();
  return vault;
};

describe('a message that was sent', () => {
  it('is found by whoever it was sent to, whichever of their addresses they ask from', async () => {
    const vault = await keepOne();
    const { state, find } = await open(vault);
    expect(await find(jid)).toBe('Hello');
    expect(await find('12025550121:7@s.whatsapp.net')).toBe('Hello');
    expect(await find('777@lid')).toBeNull();
    await state.auth.keys.set({ 'lid-mapping': { '12025550121': '777', '777_reverse': '12025550121' } });
    expect(await find('777@lid')).toBe('Hello');
    expect(await find('777:2@lid')).toBe('Hello');
  });

  it('is found by nobody else, though they know its id', async () => {
    const { find } = await open(await keepOne());
    for (const other of ['12025550122@s.whatsapp.net', '888@lid', '120363000000000000@g.us', ''])
      expect(await find(other)).toBeNull();
  });

  it('is not found any more after its time', async () => {
    const vault = await keepOne();
    expect(await (await open(vault, () => 64_999)).find(jid)).toBe('Hello');
    expect(await (await open(vault, () => 65_000)).find(jid)).toBeNull();
    expect(vault.commits.flatMap(({ keys }) => keys).map(({ expiresAt }) => expiresAt)).toEqual([new Date(65_000)]);
  });

  it('is not waited for where the vault is slow or broken, and holds nothing up', async () => {
    const vault = await keepOne();
    const { find } = await open(vault);
    vault.findKeys = () => new Promise(() => undefined);
    expect(await find(jid)).toBeNull();
    vault.findKeys = () => Promise.reject(new Error('no database'));
    expect(await find(jid)).toBeNull();
  });
});

it('keeps nothing of what Baileys sends on its own', async () => {
  const vault = createMemoryVault();
  const { patch, state } = await open(vault);
  patch(message);
  await state.seal();
  expect(vault.commits).toEqual([]);
});
