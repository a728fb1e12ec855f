import { afterEach, describe, expect, it } from 'vitest';
import { shortPatience, startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const worker = await world.startWorker({
  recoveryTimes: { ...shortPatience, firstReplacedWaitMs: 50, mostReplacedWaitMs: 100 },
  allowProxies: ['127.0.0.1:1'],
  // Whoever was connected at all held for a while.
  place: { ...world.place, times: { steadyMs: 0, keepAliveMs: 800, deafMarginMs: 800, hangUpMs: 200, queryMs: 2_000 } },
});
afterEach(() => world.sandbox.call('DELETE', '/faults'));

describe('a connected device whose connection is closed', () => {
  it.each([
    ['with 428', { code: 428 }, ['disconnected/connection_lost', 'connect_at_once: connection_lost']],
    ['with 500', { code: 500 }, ['disconnected/connection_lost', 'connect_later: connection_lost']],
    ['with 503', { code: 503 }, ['disconnected/whatsapp_unavailable', 'connect_later: connection_lost']],
    ['with 440', { code: 440 }, ['disconnected/replaced', 'connect_later: replaced']],
    ['with 515', { code: 515 }, ['connecting/restarting']],
  ])('%s is connected again, and its people are told how', async (_how, more, steps) => {
    const { id, phone } = await world.addConnected();
    expect(await world.told(id)).toEqual([
      'device.added',
      'device.linked',
      'connecting/starting',
      'connected/connected',
    ]);
    await world.suffer(phone, 'close', more);
    await world.hasTold(id, steps[0] ?? '');
    await world.reached(id, 'connected');
    const isRestart = more.code === 515;
    expect((await world.told(id)).slice(4)).toEqual([
      ...steps,
      ...(isRestart ? [] : ['connecting/reconnecting']),
      'connected/connected',
    ]);
  });

  it('by silence is connected again', async () => {
    const { id, phone } = await world.addConnected();
    await world.suffer(phone, 'black-hole');
    await world.hasTold(id, 'disconnected/not_answering');
    expect((await world.reached(id, 'connected')).isLinked).toBe(true);
  });

  it.each([
    ['removed on its phone', 401, 'logged_out/removed_on_phone'],
    ['banned', 403, 'banned/banned'],
  ])('since it was %s stays so, until a person does something', async (_why, code, condition) => {
    const { id, phone } = await world.addConnected();
    await world.suffer(phone, 'close', { code });
    const { isLinked } = await world.reached(id, condition);
    expect(isLinked).toBe(code !== 401);
    expect((await world.told(id)).slice(4)).toEqual([condition]);
  });
});

describe('a device that is refused at login', () => {
  it.each([
    [402, 'restricted/temporarily_banned'],
    [405, 'needs_human/client_outdated'],
    [406, 'needs_human/unknown_refusal'],
  ])('with %i waits for a person, whom a restart helps', async (code, condition) => {
    const { id, phone } = await world.addConnected();
    await world.wish(id, { kind: 'stop' });
    await world.reached(id, 'stopped/stopped_by_you');
    await world.suffer(phone, 'refuse-login', { code });
    await world.wish(id, { kind: 'restart' });
    await world.hasTold(id, condition);
    // The version may have been renewed: who was refused for it tries that by itself, once.
    if (code !== 405) await world.wish(id, { kind: 'restart' });
    expect((await world.reached(id, 'connected')).device.wish).toBeNull();
  });

  it('with 402 is left alone, however often somebody looks', async () => {
    const { id, phone } = await world.addConnected();
    await world.suffer(phone, 'refuse-login', { code: 402 });
    await world.wish(id, { kind: 'restart' });
    const told = await world.hasTold(id, 'restricted/temporarily_banned');
    await worker.find(id)?.tend();
    await worker.find(id)?.tend();
    expect(await world.told(id)).toEqual(told);
  });

  it('with 429 tries again by itself', async () => {
    const { id, phone } = await world.addConnected();
    await world.suffer(phone, 'refuse-login', { code: 429 });
    await world.wish(id, { kind: 'restart' });
    await world.hasTold(id, 'disconnected/connection_refused');
    expect((await world.reached(id, 'connected')).isLinked).toBe(true);
  });
});

it('is restricted while WhatsApp lets it write to nobody new', async () => {
  const { id } = await world.addConnected();
  await worker
    .find(id)
    ?.session()
    ?.send({ id: '3EB0AAAAAAAAAAAAAAAAAA', to: { phone: '12025550104' }, content: { kind: 'text', text: 'x' } });
  const { device } = await world.reached(id, 'restricted/reachout_locked');
  expect(device.until).not.toBeNull();
});

it('whose keys are no keys is to be linked again', async () => {
  const { id } = await world.addConnected();
  await world.wish(id, { kind: 'stop' });
  const { shard } = await world.reached(id, 'stopped');
  const epoch = await world.store.forInstallation(({ findEpoch }) => findEpoch(shard));
  await world.store.forSession({ tenantId: world.tenantId, deviceId: id, shard, epoch }, ({ vault }) =>
    vault.commit([{ kind: 'creds', id: '', value: Buffer.from('{}') }]),
  );
  await world.wish(id, { kind: 'restart' });
  expect((await world.reached(id, 'logged_out/keys_lost')).isLinked).toBe(false);
  await world.linkByQr(id);
});

it('goes through its proxy from the moment that it has one, and without from the moment that it has none', async () => {
  const { id } = await world.addConnected();
  await world.change(id, { proxy: 'http://127.0.0.1:1' });
  await world.reached(id, 'disconnected/proxy_refused');
  await world.change(id, { proxy: null });
  expect((await world.reached(id, 'connected')).device.proxy).toBeNull();
});

it('tells of linking what becomes of it', async () => {
  const { id } = await world.addDevice();
  expect((await world.find(id)).device).toMatchObject({ state: 'not_started', reason: 'never_linked' });
  const phone = await world.linkByQr(id);
  expect((await world.find(id)).device).toMatchObject({ phone: `+${phone}`, wish: null });
  const told = await world.told(id);
  // Its number is known when it is scanned; the new connection that the server wants then may be told of before.
  expect(told.filter((line) => line !== 'device.linked')).toEqual([
    'device.added',
    'device.link_asked',
    'connecting/starting',
    'qr_ready/waiting_for_scan',
    'device.link_ready',
    'connecting/restarting',
    'connected/connected',
  ]);
  expect(told.indexOf('device.linked')).toBeGreaterThan(told.indexOf('device.link_ready'));
  expect(told.indexOf('device.linked')).toBeLessThan(told.indexOf('connected/connected'));
});

it('cannot be linked where WhatsApp wants a passkey', async () => {
  const { id } = await world.addDevice();
  await world.wish(id, { kind: 'link', phone: null });
  await world.linkOf(id);
  const { phone } = await world.sandbox.createPhone();
  await world.suffer(phone, 'passkey-asked');
  await expect(world.scan(id, phone)).rejects.toThrow();
  const { device } = await world.reached(id, 'link_blocked/passkey_required');
  expect(device.wish).toBeNull();
});
