import { beforeAll, describe, expect, it } from 'vitest';
import { startRelay } from './start-relay.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

type Linked = TestSession & { phone: string };

const suffer = async ({ phone }: Linked, action: string, more: object = {}): Promise<void> =>
  sandbox.addFault({ match: { account: phone }, action, times: 1, ...more });
/** Opens it again, and waits until it is. */
const reopen = async (session: TestSession): Promise<void> => {
  session.forget();
  session.open();
  await session.became('connected');
};

describe('an open session that is closed', () => {
  let session: Linked;
  beforeAll(async () => {
    session = await sandbox.openLinked();
  });

  it.each([
    [503, 'disconnected', 'whatsapp_unavailable', 'open_later'],
    [440, 'disconnected', 'replaced', 'check_lease_then_open'],
    [403, 'banned', 'banned', 'wait_for_person'],
    [405, 'needs_human', 'client_outdated', 'wait_for_person'],
    [500, 'disconnected', 'connection_lost', 'open_later'],
    [428, 'disconnected', 'connection_lost', 'open_later'],
    [undefined, 'disconnected', 'connection_lost', 'open_later'],
  ])('with %s says how it is, once, and opens again with the same vault', async (code, state, reason, next) => {
    session.forget();
    await suffer(session, 'close', { code });
    expect(await session.became(state, reason)).toEqual({ next, until: null });
    expect(session.conditions()).toEqual([`${state}/${reason}`]);
    await reopen(session);
    expect(session.conditions()).toEqual(['connecting/reconnecting', 'connected/connected']);
  });

  it('with 428 after it held for a while is to be opened again without delay', async () => {
    const steady = await sandbox.openLinked({ times: { steadyMs: 0 } });
    await suffer(steady, 'close', { code: 428 });
    expect(await steady.became('disconnected', 'connection_lost')).toEqual({ next: 'open_now', until: null });
  });

  it('with 515 opens again by itself, at once', async () => {
    session.forget();
    await suffer(session, 'close', { code: 515 });
    await session.became('connected');
    expect(session.conditions()).toEqual(['connecting/restarting', 'connected/connected']);
  });

  it('with 515 each time leaves the next try for later', async () => {
    await session.close();
    session.forget();
    await sandbox.addFault({ match: { account: session.phone }, action: 'refuse-login', code: 515 });
    session.open();
    expect(await session.became('disconnected', 'whatsapp_unavailable')).toEqual({ next: 'open_later', until: null });
    expect(session.conditions().filter((each) => each === 'connecting/restarting')).toHaveLength(3);
    await sandbox.call('DELETE', '/faults');
    await reopen(session);
  });

  it('with 401 is logged out, and its keys are gone', async () => {
    for (const codeless of [false, true]) {
      const removed = await sandbox.openLinked();
      await suffer(removed, 'close', { code: 401, ...(codeless ? { codeless } : {}) });
      expect(await removed.became('logged_out', 'removed_on_phone')).toEqual({ next: 'wait_for_person', until: null });
      expect(removed.vault.creds()).toBeNull();
      expect(removed.vault.keys.size).toBe(0);
    }
  });

  it('is logged out when its phone unlinks it', async () => {
    const removed = await sandbox.openLinked();
    await sandbox.call('POST', `/phones/${removed.phone}/unlink`);
    expect(await removed.became('logged_out', 'removed_on_phone')).toEqual({ next: 'wait_for_person', until: null });
  });

  it('is replaced by whoever opens the same device', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const [first, second] = [sandbox.createSession({ vault }), sandbox.createSession({ vault })];
    first.open();
    await first.became('connected');
    second.open();
    expect(await first.became('disconnected', 'replaced')).toEqual({ next: 'check_lease_then_open', until: null });
    await second.became('connected');
  });
});

describe('a login that is refused', () => {
  let session: Linked;
  beforeAll(async () => {
    session = await sandbox.openLinked();
  });

  it.each([
    [402, 'restricted', 'temporarily_banned', 'wait_for_person'],
    [403, 'banned', 'banned', 'wait_for_person'],
    [405, 'needs_human', 'client_outdated', 'wait_for_person'],
    [406, 'needs_human', 'unknown_refusal', 'wait_for_person'],
    [409, 'needs_human', 'unknown_refusal', 'wait_for_person'],
    [411, 'needs_human', 'unknown_refusal', 'wait_for_person'],
    [415, 'needs_human', 'unknown_refusal', 'wait_for_person'],
    [419, 'needs_human', 'unknown_refusal', 'wait_for_person'],
    [428, 'disconnected', 'connection_lost', 'open_later'],
    [429, 'disconnected', 'connection_refused', 'open_later'],
    [500, 'disconnected', 'connection_lost', 'open_later'],
    [501, 'disconnected', 'whatsapp_unavailable', 'open_later'],
    [503, 'disconnected', 'whatsapp_unavailable', 'open_later'],
  ])('with %s says so, and may be tried again', async (code, state, reason, next) => {
    await session.close();
    session.forget();
    await suffer(session, 'refuse-login', { code });
    session.open();
    expect(await session.became(state, reason)).toEqual({ next, until: null });
    await reopen(session);
  });

  it('with 402 and its seconds says until when', async () => {
    await session.close();
    session.forget();
    await suffer(session, 'refuse-login', { code: 402, delayMs: 3_600_000 });
    const at = Date.now();
    session.open();
    const { next, until } = await session.became('restricted', 'temporarily_banned');
    expect(next).toBe('open_later');
    expect((until?.getTime() ?? 0) - at).toBeGreaterThanOrEqual(3_600_000);
    expect((until?.getTime() ?? 0) - at).toBeLessThan(3_660_000);
    await reopen(session);
  });

  it.each([403, 429, 503])('at the door with %s is noticed', async (code) => {
    await session.close();
    session.forget();
    await suffer(session, 'refuse-upgrade', { code });
    session.open();
    expect(await session.became('disconnected', 'connection_refused')).toEqual({ next: 'open_later', until: null });
    await reopen(session);
  });

  it('by ourselves, since the server cannot prove who it is', async () => {
    await session.close();
    session.forget();
    await suffer(session, 'bad-certificate');
    session.open();
    expect(await session.became('disconnected', 'connection_refused')).toEqual({ next: 'open_later', until: null });
    await reopen(session);
  });

  it('with 401 is the end of that linking', async () => {
    const removed = await sandbox.openLinked();
    await removed.close();
    await suffer(removed, 'refuse-login', { code: 401 });
    removed.forget();
    removed.open();
    expect(await removed.became('logged_out', 'removed_on_phone')).toEqual({ next: 'wait_for_person', until: null });
    expect(removed.vault.creds()).toBeNull();
  });
});

describe('silence', () => {
  it('of a connection that swallows everything ends it, long before TCP would', async () => {
    const session = await sandbox.openLinked({ times: { keepAliveMs: 100, deafMarginMs: 100, hangUpMs: 50 } });
    await suffer(session, 'black-hole');
    expect(await session.became('disconnected', 'not_answering')).toEqual({ next: 'open_later', until: null });
    await reopen(session);
  });

  it('of the network between leaves nothing open on our side', async () => {
    const relay = await startRelay(sandbox.wsUrl);
    const times = { keepAliveMs: 100, deafMarginMs: 100, hangUpMs: 50 };
    const session = await sandbox.openLinked({ wsUrl: relay.wsUrl, times });
    relay.swallow();
    expect(await session.became('disconnected', 'not_answering')).toEqual({ next: 'open_later', until: null });
    await expect.poll(() => relay.open()).toBe(0);
    relay.stop();
  });

  it('at each first question costs time, not the connection', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const session = sandbox.createSession({ vault, times: { queryMs: 50 } });
    await sandbox.addFault({ match: { account: phone, stanza: 'passive' }, action: 'no-answer' });
    await sandbox.addFault({ match: { account: phone, stanza: 'encrypt' }, action: 'no-answer' });
    session.open();
    await session.became('connected');
    expect(session.conditions()).toEqual(['connecting/starting', 'connected/connected']);
  });

  it('in the middle of opening is given up in time', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const session = sandbox.createSession({ vault, times: { openMs: 150, queryMs: 10_000, hangUpMs: 50 } });
    await sandbox.addFault({ match: { account: phone, stanza: 'encrypt' }, action: 'no-answer' });
    session.open();
    expect(await session.became('disconnected', 'not_answering')).toEqual({ next: 'open_later', until: null });
  });

  it('of a place where nobody is ends it', async () => {
    const session = sandbox.createSession({ wsUrl: 'ws://127.0.0.1:1/ws/chat' });
    session.open();
    expect(await session.became('disconnected', 'not_answering')).toMatchObject({ next: 'fresh_credentials' });
  });
});

describe('close and open', () => {
  it('twice are once', async () => {
    const session = await sandbox.openLinked();
    const logins = async () =>
      (await sandbox.ledger()).filter(({ kind, account }) => kind === 'login' && account === session.phone).length;
    expect(await logins()).toBe(1);
    session.open();
    session.open();
    session.forget();
    await Promise.all([session.close(), session.close()]);
    expect(session.events).toEqual([]);
    session.open();
    session.open();
    await session.became('connected');
    expect(await logins()).toBe(2);
  });

  it('at once one after the other never has two connections', async () => {
    const session = await sandbox.openLinked();
    session.forget();
    const closing = session.close();
    session.open();
    await closing;
    await session.became('connected');
    const of = (await sandbox.ledger()).filter(({ account }) => account === session.phone).map(({ kind }) => kind);
    expect(of.filter((kind) => ['login', 'close'].includes(kind))).toEqual(['login', 'close', 'login']);
    expect(session.conditions()).not.toContain('disconnected/replaced');
  });

  it('at once one after the other reads the vault only when the last write is through', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const { findCreds } = vault;
    let reads = 0;
    vault.findCreds = () => {
      reads += 1;
      return findCreds();
    };
    const session = sandbox.createSession({ vault });
    const release = vault.hold();
    session.open();
    await session.became('connected');
    await expect.poll(() => vault.sideBySide()).toBe(1);
    session.forget();
    let isClosed = false;
    const closing = session.close().then(() => (isClosed = true));
    session.open();
    await expect.poll(() => sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ connections: 0 });
    expect([reads, isClosed]).toEqual([1, false]);
    release();
    await closing;
    await session.became('connected');
    expect(reads).toBe(2);
  });

  it('in the middle of opening leaves the vault as it was', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = await sandbox.provision(phone);
    const session = sandbox.createSession({ vault });
    await sandbox.addFault({ match: { account: phone }, action: 'slow', delayMs: 50 });
    session.open();
    await new Promise(setImmediate);
    await session.close();
    const written = vault.commits.length;
    await expect.poll(async () => await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ connections: 0 });
    expect(vault.commits).toHaveLength(written);
    expect(session.conditions()).toEqual(['connecting/starting']);
  });
});

it.each([
  [
    'a live device anywhere but at WhatsApp',
    { network: 'live' as const, wsUrl: 'wss://web.whatsapp.com.example.com/ws/chat' },
  ],
  ['a live device over no TLS', { network: 'live' as const, wsUrl: 'ws://web.whatsapp.com/ws/chat' }],
  ['a sandbox device at WhatsApp', { network: 'sandbox' as const, wsUrl: 'wss://web.whatsapp.com/ws/chat' }],
])('does not connect %s', (_what, where) => {
  expect(() => sandbox.createSession(where)).toThrow(/devices connect to/u);
});

it('says which version it is with each connection anew', async () => {
  const asked: number[] = [];
  const session = await sandbox.openLinked({
    version: () => {
      asked.push(0);
      return [2, 3000, 1_043_857_760 + asked.length];
    },
  });
  await session.close();
  await reopen(session);
  expect(asked).toHaveLength(2);
});
