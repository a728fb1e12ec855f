import type { DeviceCondition, DeviceId } from '@parley/contract';
import { afterEach, expect, inject, it } from 'vitest';
import { asOwner } from '@parley/store/test-database';
import { shortPatience, startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const options = {
  recoveryTimes: { ...shortPatience, readinessGraceMs: 200, resyncCoolDownMs: 300, connectWatchMs: 2_000 },
  place: { ...world.place, times: { hangUpMs: 200, queryMs: 2_000, resyncMs: 2_000 } },
};
let worker = await world.startWorker(options);
afterEach(() => world.sandbox.call('DELETE', '/faults'));

const shardOf = async (id: DeviceId) => (await world.find(id)).shard;
/** What a worker before us wrote down of it. */
const become = async (id: DeviceId, condition: DeviceCondition, until: Date | null = null) => {
  const shard = await shardOf(id);
  const epoch = await world.store.forInstallation(({ findEpoch }) => findEpoch(shard));
  await world.store.forSession({ tenantId: world.tenantId, deviceId: id, shard, epoch }, ({ device }) =>
    device.recordCondition({ condition, until }),
  );
};
const loginsOf = async (phone: string): Promise<number> =>
  (await world.sandbox.ledger()).filter(({ kind, account }) => kind === 'login' && account === phone).length;

it('shows another code with fresh keys where the connection drops before it is linked', async () => {
  const { id } = await world.addDevice();
  await world.wish(id, { kind: 'link', phone: null });
  const first = await world.linkOf(id);
  // Under another secret it takes its phone for somebody else, and leaves.
  const [head = '', tail = ''] = first.split('#');
  const forged = `${head}#${tail.split(',').with(3, Buffer.alloc(32, 9).toString('base64')).join(',')}`;
  const { phone } = await world.sandbox.createPhone();
  await expect(world.sandbox.call('POST', `/phones/${phone}/scan`, { qr: forged })).rejects.toThrow('went away');
  await world.hasTold(id, 'begin_anew: dropped_while_linking');
  await world.reached(id, 'qr_ready');
  await expect.poll(() => world.linkOf(id)).not.toBe(first);
  await world.scan(id, phone);
  await world.reached(id, 'connected');
});

it('asks again, restarts and asks a person where what is agreed on stays out of step, and says each step', async () => {
  const { id, phone } = await world.addConnected();
  await world.sandbox.addFault({ match: { account: phone }, action: 'app-state-refused' });
  await world.sandbox.call('PATCH', `/phones/${phone}/chats/12025550100`, { archived: true });
  await world.reached(id, 'needs_human/restarts_in_vain');
  expect((await world.told(id)).slice(4)).toEqual([
    'resync: app_state',
    'resync: app_state',
    'restart: app_state',
    'connecting/reconnecting',
    'connected/connected',
    'resync: app_state',
    'ask_person: app_state',
    'needs_human/restarts_in_vain',
  ]);
  await world.sandbox.call('DELETE', '/faults');
  await world.wish(id, { kind: 'restart' });
  await world.hasTold(id, 'none: app_state');
  await world.reached(id, 'connected');
});

it('starts again who does not get connected in time', async () => {
  const { id, phone } = await world.addConnected();
  await world.sandbox.addFault({ match: { account: phone, stanza: 'encrypt' }, action: 'no-answer', times: 1 });
  await world.suffer(phone, 'black-hole');
  await world.wish(id, { kind: 'restart' });
  expect(await world.hasTold(id, 'restart: not_connecting')).not.toContain('ask_person: not_connecting');
  await world.reached(id, 'connected');
});

it('writes down later, in order, what it could not write down while Postgres was away', async () => {
  const { id, phone } = await world.addConnected();
  const database = new URL(world.database.databaseUrl).pathname.slice(1);
  const asMaintainer = (...statements: string[]) =>
    asOwner(inject('databaseUrl'), async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  await asMaintainer(
    `alter database ${database} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
  );
  try {
    await world.sandbox.call('POST', `/phones/${phone}/unlink`);
    await expect
      .poll(() => world.lines.filter((line) => line.includes('not written down yet')).length)
      .toBeGreaterThan(1);
  } finally {
    await asMaintainer(`alter database ${database} with allow_connections true`);
  }
  expect((await world.reached(id, 'logged_out/removed_on_phone')).isLinked).toBe(false);
  expect((await world.told(id)).filter((line) => line.startsWith('logged_out'))).toHaveLength(1);
});

it('writes nothing under an epoch that another has grown, and comes back only with one of its own', async () => {
  const { id, phone } = await world.addConnected();
  const shard = await shardOf(id);
  await world.store.forInstallation(({ growEpoch }) => growEpoch(shard));
  await world.suffer(phone, 'close', { code: 403 });
  // Nobody has the shard but in Postgres: it is claimed anew.
  await expect.poll(() => loginsOf(phone), { timeout: 10_000 }).toBe(2);
  await world.reached(id, 'connected');
  expect(await world.told(id)).not.toContain('banned/banned');
});

it('is linked by another worker that takes over, with a code of its own', async () => {
  const { id } = await world.addDevice();
  await world.wish(id, { kind: 'link', phone: null });
  const first = await world.linkOf(id);
  await worker.close();
  worker = await world.startWorker({ ...options, place: { ...options.place, times: { qrMs: 2_000 } } });
  await expect.poll(() => world.linkOf(id), { timeout: 10_000 }).not.toBe(first);
  await world.scan(id);
  await world.reached(id, 'connected');
});

it('leaves alone what waits for a person after a new start, and opens all else in turn, unless it is stopped', async () => {
  await worker.close();
  const opened: { state: DeviceCondition; phone: string; id: DeviceId }[] = [];
  const left: typeof opened = [];
  const conditions: [typeof opened, DeviceCondition][] = [
    [opened, { state: 'disconnected', reason: 'not_answering' }],
    [opened, { state: 'connected', reason: 'connected' }],
    [opened, { state: 'restricted', reason: 'temporarily_banned' }],
    [opened, { state: 'connecting', reason: 'restarting' }],
    [left, { state: 'stopped', reason: 'stopped_by_you' }],
    [left, { state: 'needs_human', reason: 'restarts_in_vain' }],
    [left, { state: 'banned', reason: 'banned' }],
  ];
  for (const [list, state] of conditions) {
    const device = await world.addLinked();
    await become(device.id, state);
    list.push({ ...device, state });
  }
  const locked = await world.addLinked();
  await become(locked.id, { state: 'restricted', reason: 'temporarily_banned' }, new Date(Date.now() + 3_600_000));
  await world.store.forInstallation(({ growEpoch }) => growEpoch(locked.shard));
  expect((await world.find(locked.id)).isOfEarlierHolder).toBe(true);
  worker = await world.startWorker({ ...options, reconnectsPerSecond: 3 });
  const impatient = await world.addLinked();
  await world.reached(impatient.id, 'connecting');
  await world.wish(impatient.id, { kind: 'stop' });
  await world.reached(impatient.id, 'stopped');
  for (const { id, phone } of opened) {
    expect((await world.reached(id, 'connected')).isOfEarlierHolder).toBe(false);
    expect(await loginsOf(phone)).toBe(1);
  }
  // What WhatsApp said stays true; who holds it now says so too.
  await expect.poll(async () => (await world.find(locked.id)).isOfEarlierHolder).toBe(false);
  expect((await world.told(locked.id)).filter((line) => line.startsWith('restricted'))).toHaveLength(1);
  expect(await loginsOf(locked.phone)).toBe(0);
  for (const { id, phone, state } of left) {
    await world.reached(id, `${state.state}/${state.reason}`);
    expect(await loginsOf(phone)).toBe(0);
  }
  expect((await world.find(impatient.id)).device.state).toBe('stopped');
});

it('gives up linking when nobody scans, and forgets that it was wished', async () => {
  await worker.close();
  worker = await world.startWorker({ ...options, place: { ...world.place, times: { qrMs: 20 } } });
  const { id } = await world.addDevice();
  await world.wish(id, { kind: 'link', phone: null });
  const { device, link } = await world.reached(id, 'not_started/link_ran_out');
  expect([device.wish, link]).toEqual([null, null]);
});

it('gives up linking after some time where WhatsApp is never reached, and says once that it tries again', async () => {
  await worker.close();
  worker = await world.startWorker({
    ...options,
    allowProxies: ['127.0.0.1:1'],
    recoveryTimes: { ...options.recoveryTimes, linkingMs: 2_500 },
  });
  // Once the worker holds its shard.
  const { id } = await world.addConnected();
  await world.wish(id, { kind: 'unlink' });
  await world.reached(id, 'logged_out');
  await world.change(id, { proxy: 'http://127.0.0.1:1' });
  await world.wish(id, { kind: 'link', phone: null });
  const { device } = await world.reached(id, 'not_started/link_ran_out');
  expect(device.wish).toBeNull();
  const told = await world.told(id);
  expect(told.filter((line) => line === 'disconnected/proxy_refused').length).toBeGreaterThan(1);
  expect(told.filter((line) => line === 'begin_anew: dropped_while_linking')).toHaveLength(1);
});
