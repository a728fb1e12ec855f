import { expect, it } from 'vitest';
import { json, startTestApi, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone } from './test-holder.ts';

const api = await startTestApi({ settings: { OUTBOUND_ALLOW: '127.0.0.1:3129' } });

const add = (tenant: TestTenant, body: object = {}) =>
  api.as(tenant, '/api/v1/devices', json({ name: 'Shop', ...body }));

it('adds a device of the network that the token is for', async () => {
  const tenant = await api.createTenant();
  const live = await api.narrow(tenant);
  const answers = [
    await add(tenant),
    await add(live, { phone: '+1 202 555 0177' }),
    await add(live, { network: 'sandbox' }),
  ];
  expect(answers.map(({ status, body }) => [status, body['network'], body['state'], body['phone']])).toEqual([
    [201, 'sandbox', 'not_started', null],
    [201, 'live', 'not_started', '+12025550177'],
    [201, 'sandbox', 'not_started', null],
  ]);
});

it('adds no device beyond what the token reaches', async () => {
  const tenant = await api.createTenant();
  const own = await addDevice(api, tenant.id);
  const answers = [
    await add(tenant, { network: 'live' }),
    await add(await api.narrow(tenant, { policy: { devices: [own.id] } })),
  ];
  expect(answers.map(({ status, body }) => [status, body['code'], body['errors']])).toEqual([
    [403, 'scope_missing', { network: ['must be sandbox, as your token is'] }],
    [403, 'scope_missing', { policy: ['devices'] }],
  ]);
});

it('adds no more devices than the plan has room for, however many ask at once', async () => {
  const tenant = await api.createTenant({ planId: 'starter' });
  const answers = await Promise.all(Array.from({ length: 5 }, () => add(tenant)));
  expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '201', '201', '402', '402']);
});

it('adds none for a number that another device is linked to', async () => {
  const [tenant, other] = [await api.createTenant(), await api.createTenant()];
  const phone = newPhone();
  await addLinkedDevice(api, tenant.id, { phone });
  const refused = await add(tenant, { phone: `+${phone}` });
  expect([refused.status, refused.body['code']]).toEqual([409, 'device_number_taken']);
  // Of another tenant nobody is told.
  expect((await add(other, { phone: `+${phone}` })).status).toBe(201);
});

it('refuses a proxy at an address that is nobody’s on the internet, unless whoever runs this allows it', async () => {
  const tenant = await api.createTenant();
  const inside = ['http://127.0.0.1:3128', 'socks5://10.0.0.1', 'http://[::1]:3128', 'socks5://0x7f.1:1080'];
  for (const proxy of inside) {
    const { status, body } = await add(tenant, { proxy });
    expect([status, body['code'], body['errors']], proxy).toEqual([
      422,
      'input_invalid',
      { proxy: ['must be at an address of the public internet'] },
    ]);
  }
  const { status, body } = await add(tenant, { proxy: 'http://127.0.0.1:3129' });
  expect([status, body['proxy']]).toEqual([201, 'http://127.0.0.1:3129']);
  const changed = await api.as(tenant, `/api/v1/devices/${String(body['id'])}`, json({ proxy: inside[0] }, 'PATCH'));
  expect([changed.status, Object.keys(Object(changed.body['errors']))]).toEqual([422, ['proxy']]);
});

it('keeps the password of a proxy to itself', async () => {
  const tenant = await api.createTenant();
  const { body } = await add(tenant, { proxy: 'http://user:hidden-word@proxy.example.com:3128' });
  expect(body['proxy']).toBe('http://proxy.example.com:3128');
  const got = await api.as(tenant, `/api/v1/devices/${String(body['id'])}`);
  expect(JSON.stringify([body, got.body, api.log])).not.toContain('hidden-word');
});
