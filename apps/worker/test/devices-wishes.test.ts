import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shortPatience, startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const worker = await world.startWorker({ recoveryTimes: { ...shortPatience, farewellMs: 1_000 } });

const refuseAll = (phone: string) =>
  world.sandbox.addFault({ match: { account: phone }, action: 'refuse-login', code: 503 });

describe('unlinking', () => {
  it('tells the phone, also of a device that was stopped', async () => {
    const [live, stopped] = [await world.addConnected(), await world.addConnected()];
    await world.wish(stopped.id, { kind: 'stop' });
    await world.reached(stopped.id, 'stopped');
    for (const { id, phone } of [live, stopped]) {
      await world.wish(id, { kind: 'unlink' });
      const { isLinked, device } = await world.reached(id, 'logged_out/unlinked_by_you');
      expect([isLinked, device.wish]).toEqual([false, null]);
      await expect.poll(() => world.devicesOf(phone)).toEqual([]);
    }
    // What it took to tell the phone is nobody's news.
    expect((await world.told(stopped.id)).slice(-4)).toEqual([
      'device.stop_asked',
      'stopped/stopped_by_you',
      'device.unlink_asked',
      'logged_out/unlinked_by_you',
    ]);
    await world.linkByQr(live.id);
  });

  it('of a device that cannot reach its phone forgets the keys, and says that the phone was not told', async () => {
    const { id, phone } = await world.addConnected();
    await world.wish(id, { kind: 'stop' });
    await world.reached(id, 'stopped');
    await refuseAll(phone);
    await world.wish(id, { kind: 'unlink' });
    await world.hasTold(id, 'forget_keys: phone_not_told');
    await world.reached(id, 'logged_out/unlinked_by_you');
    expect(await world.devicesOf(phone)).toHaveLength(1);
    await world.sandbox.call('DELETE', '/faults');
  });

  it('by deleting tells the phone, and leaves no row', async () => {
    const { id, phone } = await world.addConnected();
    await world.remove(id);
    await expect.poll(() => world.devicesOf(phone)).toEqual([]);
    await expect.poll(() => world.countRows(id)).toBe(0);
    const other = await world.addConnected();
    await refuseAll(other.phone);
    await world.sandbox.addFault({ match: { account: other.phone }, action: 'close', times: 1 });
    await world.remove(other.id);
    await expect.poll(() => world.countRows(other.id), { timeout: 5_000 }).toBe(0);
    await world.sandbox.call('DELETE', '/faults');
  });

  it('leaves alone all other devices of the shard when a row goes that was never linked', async () => {
    const { id: other } = await world.addConnected();
    const { id } = await world.addDevice();
    await world.remove(id);
    expect(await world.countRows(id)).toBe(0);
    await world.wish(other, { kind: 'restart' });
    await world.reached(other, 'connected');
  });
});

describe('a number that another device of the tenant has', () => {
  it('is given back, and its phone is told', async () => {
    const { phone } = await world.addConnected();
    const { id } = await world.addDevice();
    await world.wish(id, { kind: 'link', phone: null });
    await world.scan(id, phone);
    const { device, isLinked } = await world.reached(id, 'logged_out/device_number_taken');
    expect([isLinked, device.wish]).toEqual([false, null]);
    await expect.poll(() => world.devicesOf(phone)).toHaveLength(1);
    expect(await world.told(id)).not.toContain('connected/connected');
  });
});

describe('linking', () => {
  it('to the same number once more, after the phone has removed it, is told and done as the first was', async () => {
    const { id, phone } = await world.addConnected();
    await world.sandbox.call('POST', `/phones/${phone}/unlink`);
    await world.reached(id, 'logged_out/removed_on_phone');
    await world.wish(id, { kind: 'link', phone: null });
    await world.scan(id, phone);
    const { device, isLinked } = await world.reached(id, 'connected');
    expect([isLinked, device.wish]).toEqual([true, null]);
  });

  it('by a code is done once the code is entered on the phone', async () => {
    const { id } = await world.addDevice();
    const { phone } = await world.sandbox.createPhone();
    await world.wish(id, { kind: 'link', phone });
    await world.reached(id, 'pairing_code_ready/waiting_for_code');
    const code = await world.linkOf(id, 'code');
    await world.sandbox.call('POST', `/phones/${phone}/enter-code`, { code });
    expect((await world.reached(id, 'connected')).device).toMatchObject({ phone: `+${phone}`, wish: null });
  });

  it('by a code for a number that WhatsApp does not take waits for a person', async () => {
    const { id } = await world.addDevice();
    await world.wish(id, { kind: 'link', phone: '12025559999' });
    const { device } = await world.reached(id, 'not_started/code_refused', 15_000);
    expect(device.wish).toBeNull();
  });

  it('ends when it is unlinked, and nothing was ever linked', async () => {
    const { id } = await world.addDevice();
    await world.wish(id, { kind: 'link', phone: null });
    await world.linkOf(id);
    await world.wish(id, { kind: 'unlink' });
    expect((await world.reached(id, 'not_started/link_stopped')).device.wish).toBeNull();
    expect(await world.told(id)).not.toContain('logged_out/unlinked_by_you');
  });

  it('goes by the last wish, and ends when it is stopped', async () => {
    const { id } = await world.addDevice();
    const { phone } = await world.sandbox.createPhone();
    await world.wish(id, { kind: 'link', phone });
    const code = await world.linkOf(id, 'code');
    await world.wish(id, { kind: 'link', phone: null });
    const qr = await world.linkOf(id);
    await expect(world.sandbox.call('POST', `/phones/${phone}/enter-code`, { code })).rejects.toThrow();
    await world.wish(id, { kind: 'stop' });
    const { device, link } = await world.reached(id, 'not_started/link_stopped');
    expect([device.wish, link]).toEqual([null, null]);
    await expect(world.sandbox.call('POST', `/phones/${phone}/scan`, { qr })).rejects.toThrow();
    await world.linkByQr(id);
  });
});

it('comes to a wish after the one that is under way, whatever that has left of the device', async () => {
  const { id, phone } = await world.addConnected();
  await world.wish(id, { kind: 'stop' });
  await world.reached(id, 'stopped');
  await refuseAll(phone);
  await world.wish(id, { kind: 'unlink' });
  // It is at the phone's door, and refused.
  const struck = async () =>
    z.array(z.object({ struck: z.number() })).parse(await world.sandbox.call('GET', '/faults'));
  await expect.poll(async () => (await struck())[0]?.struck).toBeGreaterThan(0);
  await world.wish(id, { kind: 'restart' });
  await world.reached(id, 'logged_out/unlinked_by_you');
  await expect.poll(async () => (await world.find(id)).device.wish).toBeNull();
  expect((await world.find(id)).device.state).toBe('logged_out');
  await world.sandbox.call('DELETE', '/faults');
});

it('keeps a log of a connected device as long as that is switched on', async () => {
  const { id } = await world.addConnected();
  const logged = () =>
    world.store.forTenant(world.tenantId, ({ devices }) => devices.listLog({ device: id, limit: 100 }));
  const count = async () => {
    const listed = await logged();
    return listed.ok ? listed.value.data.length : 0;
  };
  expect(await count()).toBe(0);
  await world.change(id, { isLogged: true });
  await world.change(id, { name: 'Renamed' });
  const askSomething = () => worker.find(id)?.session()?.checkNumber('12025550100');
  await expect.poll(async () => (await askSomething(), count()), { timeout: 5_000 }).toBeGreaterThan(0);
  await world.change(id, { isLogged: false });
  await askSomething();
  const before = await count();
  await askSomething();
  await world.wish(id, { kind: 'restart' });
  await world.hasTold(id, 'device.restart_asked');
  await world.reached(id, 'connected');
  expect(await count()).toBe(before);
});
