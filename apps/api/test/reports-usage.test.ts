import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi } from './test-api.ts';
import { addLinkedDevice } from './test-holder.ts';
import { sendText } from './test-messages.ts';

const api = await startTestApi();
const path = '/api/v1/reports/usage';

it('adds up by day and by device what was sent, of the days that are asked for', async () => {
  const tenant = await api.createTenant();
  const [one, two] = [await addLinkedDevice(api, tenant.id), await addLinkedDevice(api, tenant.id)];
  for (const { id } of [one, one, two]) await sendText(api, tenant, { device: id });
  await inDatabase(
    api,
    `insert into balances (tenant_id, device_id, day, pending, successful, failed, first_contacts)
     select tenant_id, device_id, day - back, 0, 5, 1, 2 from balances cross join unnest(array[1, 40]) as back
     where tenant_id = (select id from tenants where name = $1) and pending = 2`,
    [tenant.name],
  );
  const { body } = await api.as(tenant, path);
  const nothing = { accepted: 0, successful_count: 0, pending: 0, failed: 0, first_contacts: 0 };
  expect(body).toMatchObject({
    totals: { accepted: 9, successful_count: 5, pending: 3, failed: 1, first_contacts: 2 },
    days: [
      { ...nothing, day: body['to'], accepted: 3, pending: 3 },
      { ...nothing, accepted: 6, successful_count: 5, failed: 1, first_contacts: 2 },
    ],
    devices: [
      { ...nothing, device: two.id, accepted: 1, pending: 1 },
      { device: one.id, accepted: 8, successful_count: 5, pending: 2, failed: 1 },
    ],
  });
  const today = String(body['to']);
  const narrowed = await api.as(tenant, `${path}?device=${two.id}&from=${today}&to=${today}`);
  expect(narrowed.body).toMatchObject({ totals: { ...nothing, accepted: 1, pending: 1 }, from: today, to: today });
});

it.each([
  ['from=2026-01-02&to=2026-01-01', 'to'],
  ['from=2024-01-01&to=2026-01-01', 'from'],
  ['from=yesterday', 'from'],
  ['from=0000-01-01', 'from'],
  ['to=0001-01-01', 'to'],
  ['to=2026-02-30', 'to'],
])('refuses %s, and names the field', async (query, field) => {
  const tenant = await api.createTenant();
  const { status, body } = await api.as(tenant, `${path}?${query}`);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});
