import { compatOperations, toRequest } from '@parley/contract';
import { expect, it } from 'vitest';
import { type Answer, json, startTestApi } from './test-api.ts';

// How programs that were written for WhatsGate are refused, whatever they ask. What each path refuses is in its own file.

const api = await startTestApi();
const tenant = await api.createTenant();
const free = await api.createTenant({ planId: 'free' });
const sendText = (init: RequestInit) => api.as(tenant, '/api/send/text', { method: 'POST', ...init });
const typed = { 'content-type': 'application/json' };
const told = ({ status, body }: Answer) => [status, body];

it.each(compatOperations)(
  '$name is refused without a token, with a bad one, and by a plan without it, as everything is',
  async (each) => {
    const { method, path } = toRequest(each, { device: 'x' });
    const nobody = await api.request(`/t/${tenant.name}${path}`, { method });
    const request_id = expect.any(String);
    expect(told(nobody)).toEqual([403, { message: 'an Access-Token is required', code: 'token_missing', request_id }]);
    const stranger = await api.as({ ...tenant, token: 'x' }, path, { method });
    expect(told(stranger)).toEqual([403, { message: 'invalid Access-Token', code: 'token_invalid', request_id }]);
    const message = 'your plan does not include API access';
    const unplanned = await api.as(free, path, { method });
    expect(told(unplanned)).toEqual([403, { message, code: 'api_access_missing', request_id }]);
  },
);

it('answers a body that is no JSON object with 400', async () => {
  const refusal = { success: false, message: 'The body could not be read.', code: 'body_malformed' };
  for (const body of ['{"phone":', 'null', '[]', '"x"', '1', '{"__proto__":{"a":1}}', '\u0000'])
    expect(told(await sendText({ headers: typed, body })), body).toEqual([400, refusal]);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`field${n}`, n]));
  expect(told(await sendText(json(many)))).toEqual([400, refusal]);
});

it('answers a body of another kind with 415, and one that is too large with 413', async () => {
  const form = await sendText({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'phone=1' });
  expect(told(form)).toMatchObject([415, { success: false, code: 'content_type_unsupported' }]);
  const large = await sendText(json({ message: 'x'.repeat(9_000_000) }));
  expect(told(large)).toMatchObject([413, { success: false, code: 'body_too_large' }]);
});

it('names every field that is missing, and each that it does not know', async () => {
  const { status, body } = await sendText(json({ to: '+12025550120' }));
  expect([status, body]).toEqual([
    422,
    {
      success: false,
      message: 'The sender device field is required.',
      errors: {
        sender_device: ['The sender device field is required.'],
        phone: ['The phone field is required.'],
        message: ['The message field is required.'],
        to: ['is not a field of this operation'],
      },
    },
  ]);
});

it.each([
  ['POST', '/api/send/image'],
  ['GET', '/api/send/text'],
  ['POST', '/api/status/x'],
  ['DELETE', '/api/delete'],
  ['GET', '/api/reports/nothing?a=1'],
  ['GET', '/api/connect/%'],
  ['GET', '/api/connect/'],
])('has nothing at %s %s, and says so in the same shape', async (method, path) => {
  const refusal = { success: false, message: 'There is nothing at this address.', code: 'not_found' };
  expect(told(await api.as(tenant, path, { method }))).toEqual([404, refusal]);
});

it('leaves all other paths to our own shape', async () => {
  for (const path of ['/api/sendings', '/api/v1/send/text', '/send/text', '/api'])
    expect(Object.keys((await api.as(tenant, path)).body)[0], path).toBe('message');
});

it('counts as a request like any other, and says when to come again', async () => {
  const own = await api.createTenant({ planId: 'trial', scopes: [] });
  const answers = await Promise.all(Array.from({ length: 70 }, () => api.as(own, '/api/status')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(body).toEqual({ success: false, message: 'Too many requests.', code: 'rate_limited' });
    expect(headers.get('retry-after')).toBe('1');
  }
});
