import { banNotice } from '@parley/contract';
import { expect, it } from 'vitest';
import { tenantBucket } from '../src/callers/buckets.ts';
import { limits } from '../src/callers/limits.ts';
import { openBuckets } from './leave-one.ts';
import { json, type TestTenant } from './test-api.ts';
import {
  addDevice,
  addLinkedDevice,
  newPhone,
  showLink,
  startApiWithHolder,
  type TestDevice,
  toRecord,
} from './test-holder.ts';

// What is shown to link a device. How a phone of the sandbox scans it is in devices-link-sandbox.test.ts.

const { api, holder } = await startApiWithHolder();
const { leaveOne } = openBuckets(api.redisUrl);
const tenant = await api.createTenant();

const ask = ({ id }: TestDevice, what: string, body: object = {}, by: TestTenant = tenant) =>
  api.as(by, `/api/v1/devices/${id}/${what}`, json(body));
const link = (device: TestDevice, body: object = {}, by: TestTenant = tenant) => ask(device, 'link', body, by);
const get = async ({ id }: TestDevice, by = tenant) => (await api.as(by, `/api/v1/devices/${id}`)).body;

it('answers a QR code as text and as a picture, with what to know about the risk, and the same while it can be scanned', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  const first = await link(device);
  expect(first).toMatchObject({
    status: 200,
    body: { id: device.id, state: 'qr_ready', wish: 'link', notice: banNotice, link: { code: null } },
  });
  expect(first.body['link']).toMatchObject({
    qr: expect.stringMatching(/^2@/),
    qr_png: expect.stringMatching(/^data:image\/png;base64,/),
  });
  await expect.poll(async () => (await get(device))['state'], { timeout: 5_000 }).toBe('qr_ready');
  expect((await link(device)).body['link']).toEqual(first.body['link']);
});

it('answers a code to enter for a number, though a QR code was shown before', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  await link(device);
  const { status, body } = await link(device, { phone: '+1 202 555 0188' });
  expect([status, body['state']]).toEqual([200, 'pairing_code_ready']);
  expect(body['link']).toMatchObject({ qr: null, qr_png: null, code: 'ABCD-2345' });
});

it('answers why there is nothing to show, and not why there was nothing before', async () => {
  const device = await addDevice(api, tenant.id);
  let turns = 0;
  await holder.hold(device, async (inSession) => {
    turns += 1;
    const turn = turns;
    await inSession(async ({ device: held }) => {
      await held.recordCondition(toRecord({ state: 'connecting', reason: 'starting' }));
      if (turn > 1) await showLink(held, null);
      else await held.recordCondition(toRecord({ state: 'link_blocked', reason: 'passkey_required' }));
    });
  });
  expect((await link(device)).body).toMatchObject({ state: 'link_blocked', reason: 'passkey_required' });
  expect((await link(device)).body).toMatchObject({ state: 'qr_ready' });
});

it('waits for a QR code though a first connection fails, and says why where none came in time', async () => {
  const own = await api.createTenant();
  const [device, unlucky] = [await addDevice(api, own.id), await addDevice(api, own.id)];
  let turns = 0;
  await holder.hold(device, async (inSession) => {
    turns += 1;
    if (turns > 1) return inSession(({ device: held }) => showLink(held, null));
    await inSession(({ device: held }) => held.recordCondition(toRecord(notAnswering)));
  });
  await holder.hold(unlucky, (inSession) =>
    inSession(({ device: held }) => held.recordCondition(toRecord(notAnswering))),
  );
  const explained = link(unlucky, {}, own);
  const shown = link(device, {}, own);
  await expect.poll(async () => (await get(device, own))['reason'], { timeout: 5_000 }).toBe('not_answering');
  // Whatever changes about it has its holder look at it once more.
  await api.as(own, `/api/v1/devices/${device.id}`, json({ name: 'Another' }, 'PATCH'));
  expect((await shown).body).toMatchObject({ state: 'qr_ready', link: { qr: expect.any(String) } });
  expect(await explained).toMatchObject({ status: 200, body: { ...notAnswering, wish: 'link' } });
});

it('refuses a number that another device is linked to at once, and asks for no code', async () => {
  const [own, phone] = [await api.createTenant(), newPhone()];
  const device = await addDevice(api, own.id);
  await addLinkedDevice(api, own.id, { phone });
  const { status, body } = await link(device, { phone }, own);
  expect([status, body['code']]).toEqual([409, 'device_number_taken']);
  expect((await get(device, own))['wish']).toBe(null);
});

it('lets a tenant ask for so many codes an hour, and for as many QR codes as it likes', async () => {
  const many = await api.createTenant();
  const device = await addDevice(api, many.id);
  await holder.hold(device);
  await leaveOne(tenantBucket(many.id, 'link-codes'), limits.linkCodes);
  const statuses = [];
  for (const body of [{}, { phone: newPhone() }, { phone: newPhone() }, {}])
    statuses.push((await link(device, body, many)).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
});

const notAnswering = { state: 'disconnected', reason: 'not_answering' } as const;

it('refuses a device that is linked, and what does not go together', async () => {
  const [linked, live] = [await addLinkedDevice(api, tenant.id), await addDevice(api, tenant.id, { network: 'live' })];
  const answers = [
    await link(linked),
    await link(linked, { sandbox: true, phone: '+1 202 555 0188' }),
    await link(live, { sandbox: true }, await api.narrow(tenant)),
    await link(await addDevice(api, tenant.id), { sandbox: true }),
  ];
  expect(answers.map(({ status, body }) => [status, body['code'], Object.keys(Object(body['errors']))])).toEqual([
    [409, 'device_already_linked', []],
    [422, 'input_invalid', ['sandbox']],
    [422, 'input_invalid', ['sandbox']],
    [503, 'sandbox_unavailable', []],
  ]);
});

it('waits ten seconds and no longer where nobody is there, as stopping does, and the wish stays', async () => {
  const [device, linked] = [await addDevice(api, tenant.id), await addLinkedDevice(api, tenant.id)];
  const startedAt = performance.now();
  const [linking, stopping] = await Promise.all([link(device), ask(linked, 'stop')]);
  expect([linking.status, linking.body['code']]).toEqual([504, 'device_not_answering']);
  expect([stopping.status, stopping.body['wish'], stopping.body['reason']]).toEqual([
    200,
    'stop',
    'waiting_for_worker',
  ]);
  expect(performance.now() - startedAt).toBeLessThan(12_000);
  expect(await get(device)).toMatchObject({ wish: 'link' });
});
