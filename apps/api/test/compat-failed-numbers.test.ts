import { newId, toUuid } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { json, startTestApi, type TestTenant } from './test-api.ts';
import { addLinkedDevice, newPhone, type TestDevice } from './test-holder.ts';

const api = await startTestApi();

const list = async (tenant: TestTenant, query = '') => {
  const { status, body } = await api.as(tenant, `/api/reports/failed_numbers${query}`);
  return [status, body];
};
const invalid = (field: string, message: string) => [422, { success: false, message, errors: { [field]: [message] } }];

/** Sends to a number, and has that fail at a time. */
const fail = async (tenant: TestTenant, { id }: TestDevice, [phone, at]: readonly [phone: string, at: string]) => {
  const asked = json({ sender_device: id, phone, message: 'Hello' });
  const { body } = await api.as(tenant, '/api/send/text', asked);
  const [message] = Object(body['data']);
  await inDatabase(
    api,
    `update messages set status = 'failed', failure = 'not_on_whatsapp', failed_at = $2, due_at = null where id = $1`,
    [toUuid(message.id), at],
  );
  return { number: phone, reason: 'not_on_whatsapp', message_id: message.id, device: id };
};

describe('what failed', async () => {
  const tenant = await api.createTenant();
  await api.as(tenant, '/api/v1/settings', json({ time_zone: 'Asia/Tokyo' }, 'PATCH'));
  const phone = newPhone();
  const [device, second] = [await addLinkedDevice(api, tenant.id, { phone }), await addLinkedDevice(api, tenant.id)];
  // A day begins there nine hours before it does in UTC.
  const late = { ...(await fail(tenant, device, ['12025550121', '2026-03-01T14:59:59Z'])), date: '2026-03-01' };
  const early = { ...(await fail(tenant, device, ['12025550122', '2026-03-01T15:00:00Z'])), date: '2026-03-02' };
  const next = { ...(await fail(tenant, second, ['12025550123', '2026-03-02T15:00:00Z'])), date: '2026-03-03' };

  it.each([
    ['of all devices, newest first', '', [next, early, late]],
    ['of one device by its number', `?device=${phone}`, [early, late]],
    ['of one device by its id', `?device=${second.id}`, [next]],
    ['from a day on, in the zone of the tenant', '?from=2026-03-02', [next, early]],
    ['up to a day, which is part of it', '?to=2026-03-02', [early, late]],
    ['between two days', '?from=2026-03-01&to=2026-03-02', [early, late]],
    ['all three at once', `?device=${device.id}&from=2026-03-02&to=2026-03-09`, [early]],
    ['of days on which nothing did', '?from=2026-04-01&to=2026-04-30', []],
  ])('is listed %s', async (_, query, data) => {
    expect(await list(tenant, query)).toEqual([200, { success: true, data }]);
  });

  it('is shown to a narrowed token of its own chats, and of its own devices, of which it has to name one', async () => {
    const narrowed = await api.narrow(tenant, { policy: { devices: [second.id] } });
    expect(await list(narrowed, `?device=${second.id}`)).toEqual([200, { success: true, data: [next] }]);
    const ofOneChat = await api.narrow(tenant, { policy: { chats: ['+12025550122'] } });
    expect(await list(ofOneChat, '?to=2026-03-09')).toEqual([200, { success: true, data: [early] }]);
    const refusal = { success: false, message: 'You may not do that.', code: 'scope_missing' };
    for (const query of ['', `?device=${phone}`])
      expect(await list(narrowed, query)).toEqual([403, { ...refusal, errors: { policy: ['devices'] } }]);
  });
});

it('refuses a last day that is not after the first, also where it is the same', async () => {
  const tenant = await api.createTenant();
  const refusal = invalid('to', 'The to date must be a date after from.');
  for (const to of ['2026-03-01', '2026-02-28', '1999-12-31'])
    expect(await list(tenant, `?from=2026-03-01&to=${to}`)).toEqual(refusal);
});

it('refuses what is no day', async () => {
  const tenant = await api.createTenant();
  for (const field of ['from', 'to'])
    for (const day of ['2026-02-30', '2026-2-3', '0000-01-01', '01.02.2026', '2026-03-01T00:00:00Z', '', 'x', '%00'])
      expect(await list(tenant, `?${field}=${day}`)).toEqual(invalid(field, `The ${field} is not a valid date.`));
  expect((await list(tenant, '?from=2026-03-01&from=2026-03-02'))[0]).toBe(422);
  expect(await list(tenant, '?to=9999-12-31&from=1970-01-01')).toEqual([200, { success: true, data: [] }]);
});

it('refuses a device that is not yours like one that is none', async () => {
  const tenant = await api.createTenant();
  const other = await addLinkedDevice(api, (await api.createTenant()).id);
  for (const device of [newId('dev'), other.id, '12025550199', 'x', '', '%00', '1&device=2'])
    expect(await list(tenant, `?device=${device}`)).toEqual(invalid('device', 'The selected device is invalid.'));
});
