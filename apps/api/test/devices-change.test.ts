import { toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { json, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, startApiWithHolder } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();

const change = (tenant: TestTenant, ref: string, body: object) =>
  api.as(tenant, `/api/v1/devices/${ref}`, json(body, 'PATCH'));

it('changes what is given, and nothing else', async () => {
  const tenant = await api.createTenant();
  const phone = newPhone();
  const { id } = await addLinkedDevice(api, tenant.id, { phone });
  const proxy = 'socks5://user:hidden-word@proxy.example.com:1080';
  const steps: [object, object][] = [
    [{ name: 'Till' }, { name: 'Till', proxy: null, event_log: false }],
    [{ proxy }, { name: 'Till', proxy: 'socks5://proxy.example.com:1080', event_log: false }],
    [{ event_log: true }, { name: 'Till', proxy: 'socks5://proxy.example.com:1080', event_log: true }],
    [{ proxy: null }, { name: 'Till', proxy: null, event_log: true }],
  ];
  for (const [given, expected] of steps) expect((await change(tenant, phone, given)).body).toMatchObject(expected);
  expect((await api.as(tenant, `/api/v1/devices/${id}`)).body).toMatchObject(steps.at(-1)?.[1] ?? {});
});

it('tells what was changed, without saying to what, and nothing where all was so already', async () => {
  const tenant = await api.createTenant();
  const { id } = await addDevice(api, tenant.id);
  const body = { name: 'Till', proxy: 'http://user:hidden-word@proxy.example.com:3128' };
  for (let times = 0; times < 2; times += 1) await change(tenant, id, body);
  const told = await inDatabase(api, `select data from events where type = 'device.changed' and tenant_id = $1`, [
    toUuid(tenant.id),
  ]);
  expect(told).toMatchObject([{ data: { fields: ['name', 'proxy'] } }]);
});

it('has whoever holds the device look at it', async () => {
  const tenant = await api.createTenant();
  const device = await addDevice(api, tenant.id);
  let looks = 0;
  await holder.hold(device, async () => {
    looks += 1;
  });
  const before = looks;
  await change(tenant, device.id, { event_log: true });
  await expect.poll(() => looks).toBeGreaterThan(before);
});
