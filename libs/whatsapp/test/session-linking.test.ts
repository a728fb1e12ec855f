import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryVault } from './memory-vault.ts';
import { type Relay, startRelay } from './start-relay.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

const qrOf = async (session: TestSession): Promise<string> => {
  const { link } = await session.saw('link');
  return link.by === 'qr' ? link.text : '';
};
const codeOf = async (session: TestSession): Promise<string> => {
  const { link } = await session.saw('link');
  return link.by === 'code' ? link.code : '';
};
const scan = (phone: string, qr: string): Promise<unknown> => sandbox.call('POST', `/phones/${phone}/scan`, { qr });
const devicesOf = (phone: string): Promise<unknown> => sandbox.call('GET', `/phones/${phone}`);

it('links by QR, restarts by itself when told to, and says to which number the device belongs', async () => {
  const { phone, lid } = await sandbox.createPhone();
  const session = sandbox.createSession();
  session.open();
  const { expiresAt } = await session.saw('link');
  expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(50_000);
  expect(session.vault.creds()).toBeNull();
  await scan(phone, await qrOf(session));
  await session.became('connected');
  expect(session.conditions()).toEqual([
    'connecting/starting',
    'qr_ready/waiting_for_scan',
    'connecting/restarting',
    'connected/connected',
  ]);
  expect(await session.saw('linked')).toMatchObject({ phone });
  expect(await session.saw('linked', (event) => event.lid !== null)).toMatchObject({
    phone,
    lid: expect.stringContaining(lid.split('@')[0] ?? lid),
  });
  expect(session.vault.creds()).not.toBeNull();
});

it('links by code on the phone that was named, and shows none that the server has not taken', async () => {
  const { phone } = await sandbox.createPhone();
  const session = sandbox.createSession();
  session.open({ by: 'code', phone });
  const code = await codeOf(session);
  expect(code).toMatch(/^[0-9A-Z]{8}$/u);
  await sandbox.call('POST', `/phones/${phone}/enter-code`, { code });
  await session.became('connected');
  expect(session.conditions()).toEqual([
    'connecting/starting',
    'pairing_code_ready/waiting_for_code',
    'connecting/restarting',
    'connected/connected',
  ]);
  expect(await session.saw('linked')).toMatchObject({ phone });
});

describe('a connection that drops during linking', () => {
  let relay: Relay;
  beforeAll(async () => {
    relay = await startRelay(sandbox.wsUrl);
  });
  afterAll(() => relay.stop());

  it('asks for fresh credentials, and leaves nothing of the code that was shown', async () => {
    const { phone } = await sandbox.createPhone();
    const session = sandbox.createSession({ wsUrl: relay.wsUrl });
    session.open({ by: 'code', phone });
    const code = await codeOf(session);
    relay.cut();
    expect(await session.became('disconnected', 'connection_lost')).toEqual({ next: 'fresh_credentials', until: null });
    expect(session.vault.commits).toEqual([]);
    session.forget();
    session.open({ by: 'code', phone });
    const other = await codeOf(session);
    expect(other).not.toBe(code);
    await sandbox.call('POST', `/phones/${phone}/enter-code`, { code: other });
    await session.became('connected');
  });

  it('shows other QR codes afterwards, with other keys', async () => {
    const session = sandbox.createSession({ wsUrl: relay.wsUrl });
    session.open();
    const keysOf = (qr: string): string[] => qr.split(',').slice(1, 4);
    const before = keysOf(await qrOf(session));
    relay.cut();
    expect(await session.became('disconnected', 'connection_lost')).toMatchObject({ next: 'fresh_credentials' });
    session.forget();
    session.open();
    for (const key of keysOf(await qrOf(session))) expect(before).not.toContain(key);
  });
});

it('shows no code for a number that the server does not take', async () => {
  const session = sandbox.createSession({ times: { queryMs: 200 } });
  session.open({ by: 'code', phone: '12025559999' });
  expect(await session.became('not_started', 'code_refused')).toEqual({ next: 'wait_for_person', until: null });
  expect(session.events.map(({ kind }) => kind)).not.toContain('link');
});

describe('a linking that comes to nothing', () => {
  it('ends when nobody has scanned any of the codes, each of which was shown', async () => {
    const session = sandbox.createSession({ times: { qrMs: 20 } });
    session.open();
    expect(await session.became('not_started', 'link_ran_out')).toEqual({ next: 'wait_for_person', until: null });
    const shown = session.events.flatMap((event) => (event.kind === 'link' ? [JSON.stringify(event.link)] : []));
    expect(new Set(shown).size).toBe(6);
    expect(session.vault.commits).toEqual([]);
  });

  it('ends where the network wants a passkey', async () => {
    const { phone } = await sandbox.createPhone();
    const session = sandbox.createSession();
    session.open();
    const qr = await qrOf(session);
    await sandbox.addFault({ match: { account: phone }, action: 'passkey-asked', times: 1 });
    await expect(scan(phone, qr)).rejects.toThrow();
    expect(await session.became('link_blocked', 'passkey_required')).toEqual({ next: 'wait_for_person', until: null });
  });

  it('asks for fresh credentials when it ends for a reason of its own', async () => {
    const session = sandbox.createSession();
    session.open();
    const { phone } = await sandbox.createPhone();
    const qr = await qrOf(session);
    // Under another secret the client takes its phone for somebody else, and leaves.
    const [head = '', tail = ''] = qr.split('#');
    const other = `${head}#${tail.split(',').with(3, Buffer.alloc(32, 9).toString('base64')).join(',')}`;
    await expect(scan(phone, other)).rejects.toThrow('went away');
    expect(await session.became('disconnected')).toEqual({ next: 'fresh_credentials', until: null });
    session.forget();
    session.open();
    expect(await qrOf(session)).not.toBe(qr);
  });
});

describe('close', () => {
  it('during linking leaves nothing behind and says nothing more', async () => {
    const session = sandbox.createSession();
    session.open();
    await qrOf(session);
    session.forget();
    await Promise.all([session.close(), session.close()]);
    await session.close();
    expect(session.events).toEqual([]);
    expect(session.vault.commits).toEqual([]);
  });

  it('before anything has begun connects to nobody', async () => {
    const before = (await sandbox.ledger()).length;
    const session = sandbox.createSession({ vault: createMemoryVault() });
    session.open();
    await session.close();
    expect(session.conditions()).toEqual(['connecting/starting']);
    expect(await sandbox.ledger()).toHaveLength(before);
  });
});

it('unlinks: the phone forgets the device and the vault is empty', async () => {
  const session = await sandbox.openLinked();
  expect(await devicesOf(session.phone)).toMatchObject({ devices: [{ id: 1 }] });
  await session.unlink();
  expect(session.conditions().at(-1)).toBe('logged_out/unlinked_by_you');
  expect(session.conditions()).not.toContain('logged_out/removed_on_phone');
  expect(session.vault.creds()).toBeNull();
  expect(session.vault.keys.size).toBe(0);
  await expect.poll(() => devicesOf(session.phone)).toMatchObject({ devices: [] });
});

it('opened while it unlinks, it begins anew with nothing of what was there', async () => {
  const session = await sandbox.openLinked();
  session.forget();
  const unlinking = session.unlink();
  session.open();
  await unlinking;
  await qrOf(session);
  expect(session.conditions()).toEqual(['connecting/reconnecting', 'qr_ready/waiting_for_scan']);
  expect(session.vault.keys.size).toBe(0);
  expect(await devicesOf(session.phone)).toMatchObject({ devices: [] });
});

it('unlinked while it opens, it says nothing more of how that went', async () => {
  const { phone } = await sandbox.createPhone();
  const session = sandbox.createSession({ vault: await sandbox.provision(phone) });
  await sandbox.addFault({ match: { account: phone }, action: 'slow', delayMs: 30 });
  session.open();
  await new Promise(setImmediate);
  await session.unlink();
  expect(session.conditions()).toEqual(['connecting/starting', 'logged_out/unlinked_by_you']);
  expect(session.vault.creds()).toBeNull();
});
