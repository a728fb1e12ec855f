import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const json = { 'content-type': 'application/json' };

it('answers a body over the limit with 413', async () => {
  const body = JSON.stringify({ time_zone: 'x'.repeat(1_100_000) });
  const answer = await api.as(tenant, '/api/v1/settings', { method: 'PATCH', headers: json, body });
  expect([answer.status, answer.body['code']]).toEqual([413, 'body_too_large']);
});

it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'answers a body of type %s with 415, since a form could be sent by any page a browser shows',
  async (type) => {
    const init = { method: 'PATCH', headers: { 'content-type': type }, body: 'time_zone=UTC' };
    const answer = await api.as(tenant, '/api/v1/settings', init);
    expect([answer.status, answer.body['code']]).toEqual([415, 'content_type_unsupported']);
  },
);

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'names a field called %s like any other that it does not know',
  async (field) => {
    const query = await api.as(tenant, `/api/v1/account?${field}=1`);
    expect(query.status).toBe(422);
    const body = await api.as(tenant, '/api/v1/settings', { method: 'PATCH', headers: json, body: `{"${field}":1}` });
    expect([400, 422]).toContain(body.status);
  },
);

it('lets nothing in between keep an answer or a refusal', async () => {
  const answers = [
    await api.as(tenant, '/api/v1/account'),
    await api.as({ ...tenant, token: 'wrong' }, '/api/v1/account'),
    await api.request('/nowhere'),
  ];
  for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
});

it.each([
  ['GET / HTTP/1.1\r\nHost: x\r\nA: ' + 'x'.repeat(20_000) + '\r\n\r\n', 431, 'headers_too_large'],
  ['BREW /pot HTCPCP/1.0\r\n\r\n', 400, 'request_malformed'],
  ['GET /é HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request_malformed'],
])('refuses what is hardly HTTP in the shape of every refusal (%#)', async (text, status, code) => {
  const socket = connect(Number(new URL(api.origin).port), '127.0.0.1');
  socket.end(Buffer.from(text, 'latin1'));
  const answer = (await socket.toArray()).join('');
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain(`"code":"${code}"`);
});

it('takes no offence at a type that is named for a body that is not there', async () => {
  const answer = await api.as(tenant, '/api/v1/settings', { method: 'PATCH', headers: json });
  expect([answer.status, answer.body]).toEqual([200, { time_zone: 'UTC' }]);
});

it('answers malformed JSON with 400 wherever it is sent', async () => {
  for (const path of ['/api/v1/settings', '/api/v1/nowhere']) {
    const answer = await api.as(tenant, path, { method: 'PATCH', headers: json, body: '{"a":' });
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_malformed']);
  }
});

it.each(['/api/v1/nowhere', '/nowhere', '/api/v1/account/%', '/t//api', '/%00', '/docs/api/../../../package.json'])(
  'answers %s, which is nowhere, with 404 and a problem',
  async (path) => {
    const answer = await api.request(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  },
);

it('gives every answer the request id that its log line has', async () => {
  const { headers, body } = await api.as({ ...tenant, token: 'wrong' }, '/api/v1/account');
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^req_[0-9a-z]{16,}$/);
  expect(body['request_id']).toBe(requestId);
  expect(api.log.filter((line) => line.includes(String(requestId)))).toHaveLength(1);
});

it('writes no token and no address of a tenant into its log', async () => {
  await api.as(tenant, '/api/v1/account');
  await api.request(`/t/${tenant.name}/api/v1/account?token=${tenant.token}`);
  const log = api.log.join('');
  expect(log).toContain('/api/v1/account');
  expect(log).not.toContain(tenant.token);
  expect(log).not.toContain(tenant.token.slice(-20));
});

it('names no more than twenty faults, and reads no body of very many fields', async () => {
  const change = (count: number) => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, n])));
    return api.as(tenant, '/api/v1/settings', { method: 'PATCH', headers: json, body });
  };
  const [some, many] = [await change(90), await change(101)];
  expect([some.status, Object.keys(Object(some.body['errors'])).length]).toEqual([422, 20]);
  expect([many.status, many.body['code']]).toEqual([400, 'body_malformed']);
});
