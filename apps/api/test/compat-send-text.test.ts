import { newId, toUuid } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { type Answer, json, startTestApi, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, sessionOf, toRecord } from './test-holder.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const phone = newPhone();
const device = await addLinkedDevice(api, tenant.id, { phone });

const usual = { sender_device: phone, phone: '12025550120', message: 'Hello' };
const send = (body: object = {}, { by = tenant, key }: { by?: TestTenant; key?: string } = {}) => {
  const { headers, ...init } = json({ ...usual, ...body });
  const keyed = { ...Object.fromEntries(new Headers(headers)), ...(key && { 'idempotency-key': key }) };
  return api.as(by, '/api/send/text', { ...init, headers: keyed });
};
const told = ({ status, body }: Answer) => [status, body];
const invalid = (field: string, ...sentences: string[]) => [
  422,
  { success: false, message: sentences[0], errors: { [field]: sentences } },
];

const messages = async ({ id } = device): Promise<number> => {
  const rows = await inDatabase(api, 'select count(*)::int as count from messages where device_id = $1', [toUuid(id)]);
  return Number(rows[0]?.['count']);
};

const messageTo = (digits: string) => ({ id: expect.stringMatching(/^msg_/), phone: digits, status: 'queued' });

it('accepts a text for a number, as its native twin would', async () => {
  const { status, body } = await send();
  expect([status, body]).toEqual([
    200,
    { success: true, message: 'Message will be sent to 1 phone numbers', data: [messageTo('12025550120')] },
  ]);
  const [{ id }] = Object(body['data']);
  expect((await api.as(tenant, `/api/v1/messages/${id}`)).body).toMatchObject({
    device: device.id,
    from: `+${phone}`,
    to: '+12025550120',
    text: 'Hello',
    origin: 'api',
    whatsapp_id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/),
  });
});

it.each([
  ['with commas', '12025550121, +1 (202) 555-0122,'],
  ['in a list', ['12025550121', '+1 (202) 555-0122']],
  ['as numbers', [12025550121, 12025550122]],
  ['in a list with commas', ['12025550121,12025550122']],
  ['twice', ['12025550121', '+12025550122', '+1 202 555 0121']],
])('accepts several numbers %s, in their order', async (_, numbers) => {
  expect(told(await send({ phone: numbers }))).toEqual([
    200,
    {
      success: true,
      message: 'Message will be sent to 2 phone numbers',
      data: [messageTo('12025550121'), messageTo('12025550122')],
    },
  ]);
});

it.each([phone, `+${phone}`, Number(phone), device.id])('finds the device by %s', async (sender_device) => {
  expect((await send({ sender_device })).status).toBe(200);
});

it('accepts for a hundred numbers, and for no more', async () => {
  const numbers = Array.from({ length: 101 }, (_, n) => `1202556${String(n).padStart(4, '0')}`);
  const { body } = await send({ phone: numbers.slice(1).join(',') });
  expect([body['message'], Object(body['data']).length]).toEqual(['Message will be sent to 100 phone numbers', 100]);
  const refusal = invalid('phone', 'The phone field must not have more than 100 phone numbers.');
  expect(told(await send({ phone: numbers }))).toEqual(refusal);
});

it('names each number that is none, and sends to none of the others', async () => {
  const before = await messages();
  expect(told(await send({ phone: ['12025550121', '12', 'abc', '+1 202 555 01', '12025550122', '0'] }))).toEqual(
    invalid(
      'phone',
      'The phone number 12 is invalid.',
      'The phone number abc is invalid.',
      'The phone number +1 202 555 01 is invalid.',
      'The phone number 0 is invalid.',
    ),
  );
  expect(told(await send({ phone: ['12025550121', null, 12025550122, { a: 1 }, -1] }))).toEqual(
    invalid('phone', 'The phone list has no phone number at place 2, 4, 5.'),
  );
  expect(await messages()).toBe(before);
});

it('sends to none where there is no room for all', async () => {
  const own = await api.createTenant({ planId: 'trial' });
  const { id } = await addLinkedDevice(api, own.id);
  const hundred = Array.from({ length: 100 }, (_, n) => `1202556${String(n).padStart(4, '0')}`);
  const asked = { by: own };
  expect((await send({ sender_device: id, phone: hundred.slice(2) }, asked)).status).toBe(200);
  expect(told(await send({ sender_device: id, phone: hundred.slice(0, 3) }, asked))).toEqual([
    402,
    { success: false, message: 'The device has no messages left today.', code: 'quota_exceeded' },
  ]);
  expect((await send({ sender_device: id, phone: hundred.slice(0, 2) }, asked)).status).toBe(200);
  expect((await send({ sender_device: id }, asked)).status).toBe(402);
});

describe('the device', () => {
  it('is invalid where it is not yours, as where there is none', async () => {
    const other = await addLinkedDevice(api, (await api.createTenant()).id);
    const live = await addDevice(api, tenant.id, { network: 'live' });
    for (const sender_device of [newId('dev'), other.id, live.id, '12025550199', 'x', '', null, [], {}, 1e30, 'a\0b'])
      expect(told(await send({ sender_device }))).toEqual(
        invalid('sender_device', 'The selected sender device is invalid.'),
      );
  });

  it('refuses at once where it was never linked, or is no longer', async () => {
    const [added, gone] = [await addDevice(api, tenant.id), await addLinkedDevice(api, tenant.id)];
    const inSession = await sessionOf(api, gone);
    await inSession((session) =>
      session.device.recordCondition(toRecord({ state: 'logged_out', reason: 'removed_on_phone' })),
    );
    const answers = [await send({ sender_device: added.id }), await send({ sender_device: gone.id })];
    expect(answers.map(told)).toEqual([
      [409, { success: false, message: 'This device is not linked to a number.', code: 'device_not_linked' }],
      [409, { success: false, message: 'This number was logged out.', code: 'device_logged_out' }],
    ]);
  });
});

it('takes a text of up to 4000 characters', async () => {
  expect((await send({ message: 'ü'.repeat(4_000) })).status).toBe(200);
  const long = 'The message must not be greater than 4000 characters.';
  expect(told(await send({ message: 'x'.repeat(4_001) }))).toEqual(invalid('message', long));
  for (const message of ['', ' \n', null])
    expect(told(await send({ message }))).toEqual(invalid('message', 'The message field is required.'));
  for (const message of [1, [], {}, true])
    expect(told(await send({ message }))).toEqual(invalid('message', 'The message must be a string.'));
  for (const message of ['a\0b', '\ud800'])
    expect(told(await send({ message }))).toEqual(invalid('message', 'The message must be Unicode, and without NUL.'));
});

describe('with an Idempotency-Key', () => {
  it('answers the same again, and sends once', async () => {
    const key = crypto.randomUUID();
    const before = await messages();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send({ phone: '12025550131,12025550132' }, { key })),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    expect(replayed).toHaveLength(4);
    expect(await messages()).toBe(before + 2);
  });

  it('refuses another request with it, and is not used up by a refusal', async () => {
    const key = crypto.randomUUID();
    expect((await send({ phone: '12' }, { key })).status).toBe(422);
    expect((await send({}, { key })).status).toBe(200);
    expect(told(await send({ message: 'Another' }, { key }))).toEqual([
      422,
      { success: false, message: 'This Idempotency-Key was used for another request.', code: 'idempotency_conflict' },
    ]);
  });
});

it('holds a token to its devices and chats, however they are spelled', async () => {
  const another = newPhone();
  const second = await addLinkedDevice(api, tenant.id, { phone: another });
  const by = await api.narrow(tenant, { policy: { devices: [device.id], chats: ['+12025550120'] } });
  const refusal = (field: string) => [
    403,
    { success: false, message: 'You may not do that.', code: 'scope_missing', errors: { policy: [field] } },
  ];
  expect((await send({ phone: '+1 (202) 555-0120' }, { by })).status).toBe(200);
  expect(told(await send({ phone: '12025550120,12025550121' }, { by }))).toEqual(refusal('chats'));
  for (const sender_device of [second.id, another, `+${another}`])
    expect(told(await send({ sender_device }, { by }))).toEqual(refusal('devices'));
});

it('has no fault of its own for anything', async () => {
  const nonsense = [
    null,
    -1,
    0.5,
    1e30,
    true,
    '',
    ' ',
    '\0',
    '\ud800',
    '🔒',
    ',',
    ',,,',
    [],
    [[]],
    [null],
    [{}],
    {},
    { a: { b: [] } },
  ];
  const texts = [
    'x'.repeat(10_000),
    '9'.repeat(10_000),
    '1,'.repeat(5_000),
    '+'.repeat(50),
    '１２０２５５５０１２０',
    "' or 1=1 --",
  ];
  for (const field of Object.keys(usual))
    for (const value of [...nonsense, ...texts]) {
      const { status, body } = await send({ [field]: value });
      const shown = `${field}: ${JSON.stringify(value).slice(0, 50)} → ${status}`;
      expect([200, 422], shown).toContain(status);
      expect(Object.keys(body).slice(0, 2), shown).toEqual(['success', 'message']);
      expect(Object.keys(Object(body['errors'])), shown).toEqual(status === 422 ? [field] : []);
    }
});
