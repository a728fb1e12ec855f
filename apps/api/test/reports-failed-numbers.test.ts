import { describe, expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestTenant } from './test-api.ts';
import { addLinkedDevice, sessionOf, type TestDevice } from './test-holder.ts';
import { idIn, sendText } from './test-messages.ts';

const api = await startTestApi();

/** Sends to each of them in turn, and has it fail; the last of them is the newest. */
const fail = async (tenant: TestTenant, device: TestDevice, numbers: readonly string[]) => {
  const inSession = await sessionOf(api, device);
  const ids: string[] = [];
  for (const to of numbers) {
    ids.push(idIn(await sendText(api, tenant, { device: device.id, to })));
    const { messages } = await inSession((own) => own.messages.claim({ limit: 1, busyChats: [], jitter: 1 }));
    const news = {
      at: new Date(),
      became: 'failed',
      failure: 'not_on_whatsapp',
      serverCode: null,
      until: null,
    } as const;
    await inSession((own) => own.messages.record(messages.map(({ whatsappId }) => ({ whatsappId, ...news }))));
  }
  return ids;
};

const settle = async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const numbers = ['+4915112000001', '+4915112000002', '+4915112000003'];
  return { tenant, device, numbers, ids: await fail(tenant, device, numbers) };
};

const newUuid = '00000000-0000-7000-8000-000000000000';
const path = '/api/v1/reports/failed-numbers';

it('names who was not reached, why and what to do, newest first, page by page', async () => {
  const { tenant, device, ids } = await settle();
  const first = await api.as(tenant, `${path}?limit=2`);
  expect(first.body['data']).toMatchObject([
    { number: '+4915112000003', reason: 'not_on_whatsapp', message_id: ids[2], device: device.id },
    { number: '+4915112000002', message_id: ids[1] },
  ]);
  const next = await api.as(tenant, `${path}?limit=2&cursor=${String(first.body['next_cursor'])}`);
  expect(next.body).toMatchObject({ data: [{ number: '+4915112000001', message_id: ids[0] }], next_cursor: null });
});

it('forgets a number that turns out to have been reached', async () => {
  const { tenant, device, ids } = await settle();
  const whatsappIds = await inDatabase(api, 'select whatsapp_id from messages order by position desc limit 1');
  const inSession = await sessionOf(api, device);
  await inSession((own) =>
    own.messages.record(
      whatsappIds.map((row) => ({ whatsappId: String(row['whatsapp_id']), at: new Date(), became: 'delivered' })),
    ),
  );
  const { body } = await api.as(tenant, path);
  expect(body['data']).toMatchObject([{ message_id: ids[1] }, { message_id: ids[0] }]);
});

describe('it is narrowed', () => {
  it('to days, both of them included, as they are where the tenant is', async () => {
    const { tenant } = await settle();
    const days = [
      ['2026-03-28T22:59:59Z', '2026-03-28'],
      ['2026-03-28T23:00:00Z', '2026-03-29'],
      ['2026-03-29T21:59:59Z', '2026-03-29'],
    ];
    await inDatabase(api, `update tenants set time_zone = 'Europe/Berlin' where name = $1`, [tenant.name]);
    const rows = await inDatabase(
      api,
      'select id from messages where tenant_id = (select id from tenants where name = $1) order by position',
      [tenant.name],
    );
    for (const [place, row] of rows.entries())
      await inDatabase(
        api,
        `do $$ begin alter table messages disable trigger user; update messages set failed_at = '${days[place]?.[0]}'
         where id = '${String(row['id'])}'; alter table messages enable trigger user; end $$`,
      );
    const dates = async (query: string) => {
      const { body } = await api.as(tenant, `${path}?${query}`);
      return Array.isArray(body['data']) ? body['data'].map(({ date }) => String(date)) : body['errors'];
    };
    expect(await dates('from=2026-03-29&to=2026-03-29')).toEqual(['2026-03-29', '2026-03-29']);
    expect(await dates('to=2026-03-28')).toEqual(['2026-03-28']);
    expect(await dates('from=2026-03-30')).toEqual([]);
    expect(await dates('from=2026-03-30&to=2026-03-29')).toEqual({ to: ['must not be before from'] });
  });

  it('to a device, and by the policy of a token', async () => {
    const { tenant, device } = await settle();
    const other = await addLinkedDevice(api, tenant.id);
    const countFor = async (who: TestTenant, query: string) => {
      const { status, body } = await api.as(who, `${path}?${query}`);
      return Array.isArray(body['data']) ? body['data'].length : status;
    };
    expect([await countFor(tenant, `device=${device.id}`), await countFor(tenant, `device=${other.id}`)]).toEqual([
      3, 0,
    ]);
    expect(await countFor(tenant, 'device=dev_00000000000000000000000000')).toBe(404);
    const one = await api.narrow(tenant, { policy: { chats: ['+4915112000002'] } });
    expect(await countFor(one, '')).toBe(1);
    const narrow = await api.narrow(tenant, { policy: { devices: [other.id] } });
    expect([await countFor(narrow, `device=${device.id}`), await countFor(narrow, '')]).toEqual([403, 403]);
  });
});

it.each([
  ['format=csv', {}],
  ['', { accept: 'text/csv' }],
])('is a table with all of them, however many there are: %s %j', async (query, headers) => {
  const { tenant, device } = await settle();
  await inDatabase(
    api,
    `insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, status, failure, whatsapp_id, failed_at)
     select tenant_id, gen_random_uuid(), device_id, chat_id, 'out', 'api', 'text', 'failed', 'message_rejected', 'x' || n, now()
     from messages cross join generate_series(1, 600) n
     where id = (select id from messages where tenant_id = (select id from tenants where name = $1) limit 1)`,
    [tenant.name],
  );
  const { headers: given, body } = await api.as(tenant, `${path}?${query}`, { headers });
  expect(given.get('content-type')).toBe('text/csv; charset=utf-8');
  const lines = String(body['text']).trimEnd().split('\r\n');
  expect(lines).toHaveLength(604);
  expect(lines[0]).toBe('number,date,reason,message,action,message_id,device,failed_at');
  expect(lines[1]).toMatch(/^\+49151120000\d\d,\d{4}-\d\d-\d\d,message_rejected,/);
  expect(lines.at(-1)).toContain(device.id);
});

it.each([
  ['from=0000-01-01', 'from'],
  [`cursor=${Buffer.from(JSON.stringify(['0000-01-01T00:00:00.000000Z', newUuid])).toString('base64url')}`, 'cursor'],
  [
    `cursor=${Buffer.from(JSON.stringify([`2026-01-01T00:00:00.${'0'.repeat(200)}Z`, newUuid])).toString('base64url')}`,
    'cursor',
  ],
])('refuses a time that there is none of in Postgres: %s', async (query, field) => {
  const tenant = await api.createTenant();
  const { status, body } = await api.as(tenant, `${path}?${query}`);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});
