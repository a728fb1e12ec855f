import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { getAccount, signUp } from '@parley/contract';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { call } from './call.ts';

afterEach(() => void vi.unstubAllGlobals());

const account = {
  id: 'ten_01h455vb4pex5vsknk084sn02q',
  name: 'demo',
  plan: {
    id: 'demo',
    name: 'Demo',
    api_access: true,
    devices: 2,
    messages_per_day: 100,
    first_contacts_per_day: null,
    requests_per_minute: 60,
    members: 2,
    retention_days: 7,
  },
  time_zone: 'UTC',
  created_at: '2026-01-02T03:04:05.678Z',
};

/** Opens the page of the tenant `demo` on a server that gives every request this answer, and keeps what it was asked. */
const openPageOn = async (status: number, type: string, body: string, headers = {}) => {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  vi.stubGlobal('location', new URL(`http://127.0.0.1:${address.port}/t/demo/tokens`));
  return { asked, server };
};

const ask = () => call(getAccount, {});

it("asks below the page's own tenant, as one of our pages, and hands on what was promised", async () => {
  const { asked } = await openPageOn(200, 'application/json', JSON.stringify(account));
  expect(await ask()).toEqual({ ok: true, value: account });
  const [request] = asked;
  expect(request?.url).toBe('/t/demo/api/v1/account');
  expect(request?.headers).toMatchObject({ 'x-parley-dashboard': '1' });
});

it('asks what is asked on the bare host there, whatever page is open', async () => {
  const { asked } = await openPageOn(403, 'application/problem+json', '{"message":"No."}');
  await call(signUp, { tenant: 'acme', email: 'a@example.com', password: 'long enough' });
  expect(asked[0]?.url).toBe('/api/v1/signup');
});

it('hands on why the api refused', async () => {
  await openPageOn(401, 'application/problem+json', '{"message":"No.","code":"token_invalid"}');
  expect(await ask()).toEqual({ ok: false, problem: { message: 'No.', code: 'token_invalid' } });
});

it.each([
  ['1', 'Try again in 1 second.'],
  ['610', 'Try again in 11 minutes.'],
])('says how long to wait where it was asked too often: %s s', async (seconds, action) => {
  const body = '{"message":"That was too often.","action":"Wait for as many seconds as Retry-After says."}';
  await openPageOn(429, 'application/problem+json', body, { 'retry-after': seconds });
  expect(await ask()).toEqual({ ok: false, problem: { message: 'That was too often.', action } });
});

it.each([
  ['an error page of a proxy', 502, 'text/html', '<h1>Bad gateway</h1>'],
  ['a page that calls itself a success', 200, 'text/html', '<h1>Log in to this network</h1>'],
  ['an answer that was never promised', 200, 'application/json', '{"name":"demo"}'],
])('says that %s could not be read', async (_, status, type, body) => {
  await openPageOn(status, type, body);
  expect(await ask()).toEqual({ ok: false, problem: { message: 'Parley gave an answer that could not be read.' } });
});

it('says so when nobody answers', async () => {
  const { server } = await openPageOn(200, 'application/json', '{}');
  server.close();
  await once(server, 'close');
  expect(await ask()).toMatchObject({ ok: false, problem: { message: /could not be reached/ } });
});
