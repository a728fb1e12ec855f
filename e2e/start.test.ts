import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createEmptyDatabase, testMasterKey } from '@parley/store/test-database';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { freePort } from '../tools/services/free-port.ts';
import type { Demo } from '../tools/start/demo.ts';
import { findDescendant, stillAlive, workOf } from '../tools/test/process-tree.ts';
import { openPage } from './open-page.ts';
import { failToStart, type RunningParley, runPlan, startParley } from './start-parley.ts';

// The tests tell one story, in order: a first start, its end, and the starts after it.

const home = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
let parley: RunningParley;
let first: { demo: Demo; account: unknown };

beforeAll(async () => {
  parley = await startParley({ home, words: ['--port', String(await freePort())] });
  first = { demo: parley.demo, account: await askAccount(parley.demo) };
}, 180_000);

afterAll(() => rmSync(home, { recursive: true }));

const ask = async ({ restUrl, token }: Demo, path: string, method = 'GET'): Promise<unknown> => {
  const response = await fetch(`${restUrl}/v1${path}`, { method, headers: { 'Access-Token': token } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
};

const askAccount = (demo: Demo): Promise<unknown> => ask(demo, '/account');

const askDevices = async (demo: Demo): Promise<{ id: string }[]> => {
  const { data } = z.object({ data: z.array(z.looseObject({ id: z.string() })) }).parse(await ask(demo, '/devices'));
  return data;
};

const demoDevice = { network: 'sandbox', phone: '+12025550001', state: 'connected', wish: null };

/** The processes that a worker has been, as its log tells. */
const pidsOfWorker = (network: string): number[] =>
  readFileSync(join(home, `worker-${network}.log`), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"worker is up"'))
    .map((line) => z.object({ pid: z.number() }).parse(JSON.parse(line)).pid);

const logIn = async (page: Page, { login }: Demo) => {
  await page.getByLabel('Email address').fill(login?.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(login?.password ?? '');
  await page.getByRole('button', { name: 'Log in' }).click();
};

it('tells outside programs all they need in demo.json and in one line of JSON', () => {
  expect(JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8'))).toEqual(parley.demo);
  expect(Object.keys(parley.demo)).toEqual([
    'dashboardUrl',
    'restUrl',
    'mcpUrl',
    'docsUrl',
    'sandboxUrl',
    'tenant',
    'token',
    'device',
    'login',
  ]);
});

it('answers for the demo tenant with the token it made', () => {
  expect(first.account).toMatchObject({ name: 'demo', plan: { id: 'demo' } });
});

it('shows a person the dashboard and the docs at the addresses it printed', async () => {
  const { page, troubles } = await openPage();
  await page.goto(parley.demo.dashboardUrl);
  await logIn(page, parley.demo);
  await page.getByRole('link', { name: 'Demo shop' }).waitFor();
  await page.getByText('The device is connected.').waitFor();
  await page.goto(parley.demo.docsUrl);
  await page.getByText('/api/v1/account').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/docs/api');
  // Before the login the page asks who is there, and the browser tells that it was nobody. Whoever leaves a page no
  // longer waits for what it asked.
  expect(troubles.filter((trouble) => !/401|ERR_ABORTED/.test(trouble))).toEqual([]);
});

it.each([
  ['Access-Token', ''],
  ['Authorization', 'Bearer '],
  ['X-Api-Key', ''],
])('takes the token it printed in the header %s', async (header, before) => {
  const { restUrl, token } = parley.demo;
  const answer = await fetch(`${restUrl}/v1/account`, { headers: { [header]: `${before}${token}` } });
  expect(answer.status).toBe(200);
});

const askSandbox = async ({ sandboxUrl }: Demo, path: string, body?: unknown): Promise<unknown> => {
  const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${sandboxUrl}${path}`, how);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
};

it('has a sandbox network with a phone for the demo tenant, groups, and people to write to', async () => {
  expect(await askSandbox(parley.demo, '/phones/12025550001')).toMatchObject({ phone: '12025550001' });
  expect(await askSandbox(parley.demo, '/groups')).toMatchObject([
    { subject: 'Saturday shift' },
    { subject: 'Suppliers' },
  ]);
  // A message to somebody who was there from the start, for the starts after this one to find.
  await askSandbox(parley.demo, '/phones/12025550001/send', { to: '12025550100', text: 'Keep this' });
  expect(await askSandbox(parley.demo, '/contacts/12025550100/messages')).toMatchObject([{ text: 'Keep this' }]);
});

it('has a device for the demo tenant, linked to that phone and connected', async () => {
  expect(parley.demo.device).toBe('12025550001');
  expect(await askDevices(parley.demo)).toMatchObject([demoDevice]);
});

it('puts mail into a folder that nobody else can look into', async () => {
  const { restUrl, login } = parley.demo;
  const asked = await fetch(`${restUrl}/v1/password/forgotten`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(restUrl).origin, 'x-parley-dashboard': '1' },
    body: JSON.stringify({ email: login?.email }),
  });
  expect(asked.ok).toBe(true);
  const folder = join(home, 'mail');
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.eml$/)]), { timeout: 10_000 });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('puts a tenant on another plan when asked to by npm run plan, in force within 5 seconds', async () => {
  const { restUrl, token } = parley.demo;
  const ask = async () => (await fetch(`${restUrl}/v1/account`, { headers: { 'Access-Token': token } })).status;
  const statusIs = (status: number) =>
    vi.waitFor(async () => expect(await ask()).toBe(status), { timeout: 5_000, interval: 100 });
  expect(await ask()).toBe(200);
  expect(await runPlan({ home, words: ['demo', 'free'] })).toMatchObject({ code: 0 });
  await statusIs(403);
  expect(await runPlan({ home, words: ['demo', 'gold'] })).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no plan gold: it must be one of demo, '),
  });
  expect(await runPlan({ home, words: ['demo'] })).toMatchObject({ code: 2 });
  expect(await runPlan({ home, words: ['demo', 'demo'] })).toMatchObject({ code: 0 });
  await statusIs(200);
});

it('says how long each step took', () => {
  for (const step of ['Starting Postgres', 'Starting Redis', 'database up to date', 'the API']) {
    expect(parley.said()).toMatch(new RegExp(`${step}.* … [\\d.]+ s`));
  }
});

it('brings the device back when its worker is killed, as the feed tells', async () => {
  const before = pidsOfWorker('sandbox');
  const { next_cursor: cursor } = feed.parse(await ask(parley.demo, '/events'));
  process.kill(before.at(-1) ?? 0, 'SIGKILL');
  const told: string[] = [];
  for (let from = cursor; told.at(-1) !== 'connected';) {
    const { data, next_cursor: next } = feed.parse(await ask(parley.demo, `/events?wait=10&cursor=${from}`));
    told.push(...data.map((event) => event.data.state));
    from = next;
  }
  expect(told).toEqual(['connecting', 'connected']);
  expect(before).not.toContain(pidsOfWorker('sandbox').at(-1));
  expect(parley.said()).toContain('The sandbox worker stopped by itself (SIGKILL)');
}, 30_000);

const feed = z.object({
  data: z.array(z.object({ data: z.object({ state: z.string() }) })),
  next_cursor: z.string(),
});

it.each([
  ['The API', 'apps/api/dist/main.js'],
  ['The sandbox network', 'libs/sandbox/dist/main.js'],
  ['Redis', 'redis-server'],
  ['Postgres', 'postgres -D'],
])('brings %s back when it is killed', async (name, command) => {
  const killed = findDescendant(parley.pid, command);
  process.kill(killed, 'SIGKILL');
  await vi.waitFor(() => expect(findDescendant(parley.pid, command)).not.toBe(killed), { timeout: 10_000 });
  expect(parley.said()).toContain(`${name} stopped by itself (SIGKILL)`);
  // Not by /readyz: what a killed Postgres has forked may answer it for a moment longer.
  await vi.waitFor(async () => expect(await askAccount(parley.demo)).toEqual(first.account), { timeout: 20_000 });
  const ready = new URL('/readyz', parley.demo.restUrl);
  await vi.waitFor(async () => expect((await fetch(ready)).status).toBe(200), { timeout: 20_000 });
});

it('refuses to start twice from one folder', async () => {
  const { code, said } = await failToStart({ home });
  expect(code).toBe(1);
  expect(said).toContain(`Parley already runs from ${home}`);
});

it('stops everything in order on Ctrl-C', async () => {
  // For the next start to find that it is gone.
  await ask(parley.demo, '/devices/12025550001', 'DELETE');
  expect(await parley.stop('SIGINT')).toBe(0);
});

it('says that nothing runs to whoever wants another plan then', async () => {
  expect(await runPlan({ home, words: ['demo', 'free'] })).toMatchObject({
    code: 1,
    said: expect.stringContaining(`Parley does not run from ${home}`),
  });
});

it('is ready again soon, one port further when its own is taken', async () => {
  const port = Number(new URL(first.demo.restUrl).port);
  const stranger = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void stranger.close());
  const again = await startParley({ home, words: ['--port', String(port)] });
  // Ten seconds at most is what we promise. On a machine that is busy with other tests no clock can tell; the work
  // can: this much takes less than ten seconds even where there is only one core to do it.
  expect(workOf(again.pid)).toBeLessThan(10);

  expect(Number(new URL(again.demo.restUrl).port)).toBeGreaterThan(port);
  expect(again.demo.token).toBe(first.demo.token);
  expect(again.demo.login).toEqual(first.demo.login);
  expect(await askAccount(again.demo)).toEqual(first.account);
  expect(await askSandbox(again.demo, '/contacts/12025550100/messages')).toMatchObject([{ text: 'Keep this' }]);
  expect(await askSandbox(again.demo, '/groups')).toHaveLength(2);
  // Somebody has deleted it; here is another.
  expect(await askDevices(again.demo)).toMatchObject([demoDevice]);
  expect(await again.stop('SIGTERM')).toBe(0);
});

it('leaves nothing behind when it is killed, and loses nothing by it', async () => {
  const again = await startParley({ home });
  const devices = await askDevices(again.demo);
  expect(devices).toMatchObject([demoDevice]);
  await ask(again.demo, '/devices/12025550001/stop', 'POST');
  const all = again.processes();
  await again.stop('SIGKILL');
  expect(stillAlive(all)).toEqual([]);

  // Even without what the sandbox knew, and though the device was stopped.
  rmSync(join(home, 'sandbox.snapshot'));
  const afterwards = await startParley({ home });
  expect(await askAccount(afterwards.demo)).toEqual(first.account);
  expect(await askDevices(afterwards.demo)).toMatchObject([{ ...demoDevice, id: devices[0]?.id }]);
  await afterwards.stop('SIGINT');
});

it('uses the Postgres, the Redis and the master key it is given, and starts none of its own', async () => {
  const database = await createEmptyDatabase();
  onTestFinished(() => database.drop());
  const given = await startParley({
    home: join(home, 'given'),
    settings: {
      DATABASE_URL: database.databaseUrl,
      REDIS_URL: await claimTestRedis(),
      MASTER_KEY: testMasterKey.toString('base64'),
    },
  });
  onTestFinished(async () => void (await given.stop('SIGTERM')));
  expect(await askAccount(given.demo)).toMatchObject({ name: 'demo' });
  expect(await askDevices(given.demo)).toMatchObject([demoDevice]);
  expect(readdirSync(join(home, 'given')).filter((name) => !name.endsWith('.log'))).toEqual([
    'demo.json',
    'sandbox.snapshot',
  ]);
});
