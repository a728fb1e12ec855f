import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { startTestSandbox, type TestSandbox } from '@parley/sandbox/test-sandbox';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { json, startTestApi, type TestApi, type TestMember, type TestTenant } from '../apps/api/test/test-api.ts';
import { sandboxContacts } from '../apps/dashboard/src/messages/sandbox-contacts.ts';
import { type Person, openBrowser, openPerson } from './browser.ts';
import { buildDashboard } from './build-dashboard.ts';
import { startWorkerProcess } from './worker-process.ts';

// An owner writes to contacts of the sandbox, and a viewer looks on. The tests tell one story, in order.

let api: TestApi;
let sandbox: TestSandbox;
let browser: Browser;
let tenant: TestTenant;
let owner: Person;
let viewer: Person;
let device = '';

beforeAll(async () => {
  [sandbox] = await Promise.all([startTestSandbox(), buildDashboard()]);
  const places = { REDIS_URL: await claimTestRedis(), SANDBOX_URL: sandbox.url };
  api = await startTestApi({ settings: places });
  const worker = await startWorkerProcess({ ...places, DATABASE_URL: api.databaseUrl });
  // What was begun last ends first: the api drops the database.
  afterAll(() => worker.stop());
  browser = await openBrowser({ publicUrl: api.ownOrigin, origin: api.origin });
  tenant = await api.createTenant();
  owner = await logIn(await api.createMember(tenant));
  viewer = await logIn(await api.createMember(tenant, { role: 'viewer' }));
  const shards = await api.store.forInstallation(({ listShards }) => listShards('sandbox'));
  await worker.holds(shards.length);
  device = String((await ask('/devices', json({ name: 'Shop', network: 'sandbox' }))).body['id']);
  await ask(`/devices/${device}/link`, json({ sandbox: true }));
  const isConnected = async () => expect((await ask(`/devices/${device}`)).body['state']).toBe('connected');
  await vi.waitFor(isConnected, { timeout: 60_000, interval: 200 });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await sandbox.stop();
});

const logIn = async ({ cookie }: TestMember): Promise<Person> => {
  const person = await openPerson(browser, api.ownOrigin);
  const [name = '', value = ''] = cookie.split('=');
  await person.context.addCookies([{ name, value, url: api.ownOrigin }]);
  return person;
};

const ask = (path: string, init?: RequestInit) => api.as(tenant, `/api/v1${path}`, init);

/** Fills in the form that is open, and sends it. */
const write = async ({ page }: Person, { contact, text }: { contact: string; text: string }) => {
  await page.getByRole('button', { name: new RegExp(`^${contact}`) }).click();
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send the text' }).click();
};

/** What became of the text that was sent last, beside the form. */
const accepted = ({ page }: Person) => page.locator('.just-accepted');

it('offers only contacts that do what they are called by', async () => {
  for (const { phone, name } of sandboxContacts)
    expect(await sandbox.call('GET', `/contacts/${phone.slice(1)}`)).toMatchObject({ name });
});

it('sends a text from the page of a device, and shows that it was read as soon as it was', async () => {
  const { page } = owner;
  await page.goto(`/t/${tenant.name}/devices/${device}`);
  await page.getByRole('link', { name: 'Send a text' }).click();
  await write(owner, { contact: 'Reads at once', text: 'Good morning' });
  await accepted(owner).getByText('The recipient has read it.').waitFor();
  const seen = await sandbox.call('GET', '/contacts/12025550100/messages');
  expect(seen).toMatchObject([{ text: 'Good morning', frames: 1 }]);
});

it('says why a text was not sent, and what to do', async () => {
  await write(owner, { contact: 'Not on WhatsApp', text: 'Anybody there?' });
  await accepted(owner).getByText('This number is not on WhatsApp.').waitFor();
  await accepted(owner).getByText('Check the number, or reach the person in another way.').waitFor();
  expect(await accepted(owner).getByRole('button', { name: 'Send it again' }).count()).toBe(0);
});

it('says what is wrong with the form before anything is sent', async () => {
  const { page } = owner;
  await page.getByLabel('To', { exact: true }).fill('my sister');
  await page.getByText('Later', { exact: true }).click();
  await page.getByRole('button', { name: 'Send the text' }).click();
  await page.getByText('Must be a phone number with its country code, like +49 151 12345678.').waitFor();
  expect(await page.getByText('Must not be empty.').count()).toBe(2);
});

it('keeps a text until its time, and takes it back; then it can be sent again as another one', async () => {
  const { page } = owner;
  await page.getByLabel('Day and time').fill(tomorrow());
  await write(owner, { contact: 'Never reads', text: 'Good night' });
  await accepted(owner).getByText('goes out when its time has come').waitFor();
  await accepted(owner).getByRole('button', { name: 'Cancel it' }).click();
  await accepted(owner).getByText('taken back before anything of it left').waitFor();

  await accepted(owner).getByRole('link', { name: 'Open its page' }).click();
  await page.getByText('Taken back, before anything of it left.').waitFor();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByRole('button', { name: 'Send the text' }).click();
  await accepted(owner).getByText('It has come to the recipient’s phone.').waitFor();
  expect(await sandbox.call('GET', '/contacts/12025550101/messages')).toMatchObject([{ text: 'Good night' }]);
});

it('lists them newest first, by what is asked for, and shows new ones as they come', async () => {
  const { page } = viewer;
  await page.goto(`/t/${tenant.name}/messages`);
  const rows = page.getByRole('list', { name: 'Messages, newest first' }).getByRole('listitem');
  await rows.nth(3).waitFor();
  expect(await rows.first().textContent()).toContain('Good night');
  expect(await page.getByRole('link', { name: 'Send a text' }).count()).toBe(0);

  await page.getByLabel('Status').selectOption('Failed');
  await page.getByText('This number is not on WhatsApp.').waitFor();
  await rows.nth(1).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('This number is not on WhatsApp.').waitFor();
  expect(await rows.count()).toBe(1);

  await page.getByLabel('Status').selectOption('Every status');
  await page.getByLabel('Number').fill('+1 202 555 0110');
  await page.keyboard.press('Enter');
  await page.getByText('No such messages').waitFor();
  await write(owner, { contact: 'Echo', text: 'Hello' });
  await page.getByText('echo: Hello').waitFor();
  await rows.getByText('Read', { exact: true }).waitFor();
});

it('tells what happened to a message, to whoever may read it', async () => {
  const { page } = viewer;
  await page.getByRole('link', { name: 'To +12025550110' }).click();
  // Steps in between may be skipped, where they came all at once.
  await page.getByText('The recipient read it.').waitFor();
  expect(await page.getByRole('button', { name: /again|Cancel/ }).count()).toBe(0);
});

it('counts what was sent today, and names the numbers it did not get to, as a file, too', async () => {
  const { page } = viewer;
  await page.goto(`/t/${tenant.name}/devices/${device}`);
  const failed = page.locator('dl > div', { hasText: 'Failed' });
  expect(await failed.getByRole('definition').textContent()).toBe('1');

  await page.getByRole('link', { name: 'Reports' }).click();
  const row = page.getByRole('list', { name: 'Failed numbers, newest first' }).getByRole('listitem');
  await row.first().waitFor();
  expect(await row.first().textContent()).toContain('+12025550103');
  expect(await page.getByRole('row').count()).toBe(2);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  expect(await readFile(await file.path(), 'utf8')).toContain('not_on_whatsapp');
  for (const { troubles } of [owner, viewer]) expect(troubles).toEqual([]);
});

const guide = readFileSync(new URL('../docs/sending.md', import.meta.url), 'utf8');
const [setup = '', ...calls] = [...guide.matchAll(/```sh\n([^]+?)```/g)].map(([, lines = '']) => lines);

it('answers every line of the guide to sending as the guide has it', async () => {
  const own: Record<string, string> = {
    base: `${api.origin}/t/${tenant.name}/api/v1`,
    token: tenant.token,
    device,
  };
  const before = setup
    .replaceAll(/^(\w+)=.*$/gm, (_, name: string) => `${name}=${own[name]}`)
    .replace('curl -sS', 'curl -sS --fail-with-body');
  const lines = calls.flatMap((block) => block.split(/\n(?=call )/));
  expect(lines.length).toBe(guide.match(/^call /gm)?.length);
  // Whatever is refused fails.
  await Promise.all(lines.map((line) => promisify(execFile)('bash', ['-c', `${before}\n${line}`])));
}, 60_000);

/** This time tomorrow, as the browser's field writes it. */
const tomorrow = (): string => {
  const now = new Date();
  const local = new Date(now.getTime() + 86_400_000 - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};
