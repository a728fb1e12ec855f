import { toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi } from './test-api.ts';
import { addLinkedDevice, newPhone } from './test-holder.ts';
import { claim, idIn, sendText } from './test-messages.ts';

const api = await startTestApi();

const settle = async () => {
  const tenant = await api.createTenant();
  const [phone, other] = [newPhone(), newPhone()];
  const devices = [
    await addLinkedDevice(api, tenant.id, { phone }),
    await addLinkedDevice(api, tenant.id, { phone: other }),
  ] as const;
  const first = await sendText(api, tenant, { device: devices[0].id, to: '+12025550120' });
  const second = await sendText(api, tenant, { device: devices[0].id, to: '+12025550121' });
  const third = await sendText(api, tenant, { device: devices[1].id, to: '+12025550120' });
  return { tenant, phone, devices, sent: [first, second, third] as const };
};

type Settled = Awaited<ReturnType<typeof settle>>;

const list = async ({ tenant, sent }: Settled, query: string): Promise<unknown[]> => {
  const { status, body } = await api.as(tenant, `/api/v1/messages?${query}`);
  expect([status, body['code']]).toEqual([200, undefined]);
  const places = new Map(sent.map((one, place) => [idIn(one), place + 1]));
  return (body['data'] as { id: string }[]).map(({ id }) => places.get(`msg_${id.slice(4)}`) ?? id);
};

it('lists messages newest first, each as it is answered alone, a page after the other', async () => {
  const world = await settle();
  const { tenant, sent } = world;
  expect(await list(world, '')).toEqual([3, 2, 1]);
  const page = await api.as(tenant, '/api/v1/messages?limit=2');
  expect(page.body['data']).toEqual([sent[2].body, sent[1].body]);
  expect(await list(world, `limit=2&cursor=${String(page.body['next_cursor'])}`)).toEqual([1]);
});

it('has of all filters only what passes every one', async () => {
  const world = await settle();
  const { tenant, phone, devices, sent } = world;
  await claim(api, devices[1]);
  const cases: [string, number[]][] = [
    [`device=${devices[0].id}`, [2, 1]],
    [`device=${phone}`, [2, 1]],
    ['chat=%2B12025550120', [3, 1]],
    ['chat=12025550120', [3, 1]],
    [`chat=${String(sent[2].body['chat'])}`, [3]],
    ['chat=%2B12025550199', []],
    ['direction=out', [3, 2, 1]],
    ['direction=in', []],
    ['status=queued', [2, 1]],
    ['status=sending', [3]],
    [`status=queued&chat=%2B12025550120&device=${phone}`, [1]],
  ];
  for (const [query, expected] of cases) expect(await list(world, query), query).toEqual(expected);
  const refused = await api.as(tenant, `/api/v1/messages?device=${newPhone()}`);
  expect([refused.status, refused.body['code']]).toEqual([404, 'device_not_found']);
});

it('takes days as they are where the tenant is', async () => {
  const world = await settle();
  const { tenant, sent } = world;
  await inDatabase(api, `update tenants set time_zone = 'Asia/Tokyo' where name = $1`, [tenant.name]);
  const move = (id: string, at: string) =>
    inDatabase(api, 'update messages set created_at = $1 where id = $2', [at, toUuid(`msg_${id.slice(4)}`)]);
  await move(idIn(sent[0]), '2026-03-01T14:59:59Z');
  await move(idIn(sent[1]), '2026-03-01T15:00:00Z');
  expect(await list(world, 'from=2026-03-01&to=2026-03-01')).toEqual([1]);
  expect(await list(world, 'to=2026-03-02')).toEqual([2, 1]);
  expect(await list(world, 'from=2026-03-02')).toEqual([3, 2]);
});

it.each([
  ['status=gone', 'status'],
  ['chat=nobody', 'chat'],
  ['direction=up', 'direction'],
  ['batch=1', 'batch'],
  ['from=yesterday', 'from'],
  ['from=2026-02-30', 'from'],
  ['from=0000-01-01', 'from'],
  ['to=0000-12-31', 'to'],
  ['from=2026-03-02&to=2026-03-01', 'to'],
  ['limit=201', 'limit'],
  ['cursor=x', 'cursor'],
])('refuses %s, and names the field', async (query, field) => {
  const { tenant } = await settled;
  const { status, body } = await api.as(tenant, `/api/v1/messages?${query}`);
  expect([status, body['code'], Object.keys(Object(body['errors']))]).toEqual([422, 'input_invalid', [field]]);
});

const settled = settle();

it('has for a narrowed token what it names of its own', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id, { network: 'live' });
  const sender = await api.narrow(tenant);
  const sent = [
    await sendText(api, sender, { device: device.id, to: '+12025550120' }),
    await sendText(api, sender, { device: device.id, to: '+12025550121' }),
  ];
  const narrow = await api.narrow(tenant, { policy: { chats: ['+12025550121'] } });
  const refused = await api.as(narrow, '/api/v1/messages');
  expect([refused.status, refused.body['errors']]).toEqual([403, { policy: ['chats'] }]);
  const own = await api.as(narrow, '/api/v1/messages?chat=%2B12025550121');
  expect(own.body['data']).toEqual([sent[1]?.body]);
  // A token of the sandbox sees nothing of the real WhatsApp.
  expect((await api.as(tenant, '/api/v1/messages')).body['data']).toEqual([]);
});
