import { claimTestRedis } from '@parley/coordination/test-redis';
import { startTestSandbox, type TestSandbox } from '@parley/sandbox/test-sandbox';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { json, startTestApi, type TestApi, type TestMember, type TestTenant } from '../apps/api/test/test-api.ts';
import { type Person, openBrowser, openPerson } from './browser.ts';
import { buildDashboard } from './build-dashboard.ts';
import { startWorkerProcess } from './worker-process.ts';

// An owner and a viewer look at the same devices. The tests tell one story, in order.

let api: TestApi;
let sandbox: TestSandbox;
let browser: Browser;
let tenant: TestTenant;
let owner: Person;
let viewer: Person;
/** Where the one device of this story has its page. */
let devicePage = '';

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

/** Presses a button of the device's page, and then the one that says the same in the question that follows. */
const confirm = async ({ page }: Person, act: string) => {
  await page.getByRole('button', { name: act, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: act, exact: true }).click();
};

const ask = (path: string, init?: RequestInit) => api.as(tenant, `/api/v1${path}`, init);

it('leads whoever has no device to their first one, and links it to a phone of the sandbox with one click', async () => {
  const { page } = owner;
  await page.goto(`/t/${tenant.name}/`);
  await page.getByRole('button', { name: 'Add your first device' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Shop');
  await page.getByRole('radio', { name: /^Sandbox/ }).check();
  await page.getByRole('button', { name: 'Add the device' }).click();
  await page.getByRole('heading', { name: 'Shop' }).waitFor();
  devicePage = new URL(page.url()).pathname;
  expect(devicePage).toMatch(new RegExp(`^/t/${tenant.name}/devices/dev_\\w+$`));
  await page.getByText('This device was never linked to a number.').waitFor();

  await page.getByRole('button', { name: 'Link a sandbox phone' }).click();
  await page.getByText(/Linked to \+\d+\./).waitFor();
  await page.getByText('The device is connected.').waitFor();
});

it('asks its session how it is', async () => {
  await owner.page.getByRole('button', { name: 'Ask the session' }).click();
  const connection = owner.page.locator('dl > div', { hasText: 'Connection to WhatsApp' });
  expect(await connection.getByRole('definition').textContent()).toBe('open');
});

it('shows a viewer the same without a button that would be refused, and what others do as it happens', async () => {
  const { page } = viewer;
  await page.goto(`/t/${tenant.name}/devices`);
  await page.getByText('The device is connected.').waitFor();
  expect(await page.getByRole('button', { name: 'Add a device' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Shop' }).click();
  await page.getByText('The device is connected.').waitFor();
  expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual(['Ask the session']);

  await confirm(owner, 'Stop');
  for (const person of [owner, viewer]) await person.page.getByText('The device was stopped.').waitFor();
  expect((await ask(`${devicePage.replace(/^.*(?=\/devices\/)/, '')}/restart`, json({}))).status).toBe(200);
  for (const person of [owner, viewer]) await person.page.getByText('The device is connected.').waitFor();
});

it('narrows a token to the device that is chosen by its name', async () => {
  const { page } = owner;
  await page.getByRole('link', { name: 'Tokens' }).click();
  await page.getByRole('button', { name: 'Create a token' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Shop assistant');
  await page.getByRole('radio', { name: /^Sandbox/ }).check();
  await page.getByText('More options').click();
  await page.getByRole('checkbox', { name: /^Shop/ }).check();
  await page.getByRole('button', { name: 'Create the token' }).click();
  await page.getByText('Only 1 device').waitFor();
  const { body } = await ask('/tokens');
  expect((body['data'] as unknown[])[0]).toMatchObject({ devices: [devicePage.split('/').at(-1)], network: 'sandbox' });
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('link', { name: 'Shop' }).click();
});

it('says that live updates are away, and shows what happened meanwhile once they are back', async () => {
  await viewer.context.setOffline(true);
  await viewer.page.getByText('Live updates are away').waitFor();
  await owner.page.getByLabel('Name', { exact: true }).fill('Corner shop');
  await owner.page.getByRole('button', { name: 'Rename' }).click();
  await owner.page.getByRole('heading', { name: 'Corner shop' }).waitFor();
  await viewer.context.setOffline(false);
  await viewer.page.getByRole('heading', { name: 'Corner shop' }).waitFor();
  expect(await viewer.page.getByText('Live updates are away').count()).toBe(0);
});

it('unlinks it, and links it again by the QR code it shows, which no viewer sees', async () => {
  const { page } = owner;
  await confirm(owner, 'Unlink');
  await page.getByText('The device was unlinked.').waitFor();
  await page.getByRole('radio', { name: /^QR code/ }).check();
  await page.getByRole('button', { name: 'Show the QR code' }).click();
  const picture = page.getByRole('img', { name: 'QR code to scan with WhatsApp' });
  await picture.waitFor();
  expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBeGreaterThan(
    50,
  );
  await viewer.page.getByText('A QR code is ready.').waitFor();
  expect(await viewer.page.getByRole('main').getByRole('img').count()).toBe(0);

  const { body } = await ask(devicePage.replace(/^.*(?=\/devices\/)/, ''));
  const { phone } = await sandbox.createPhone();
  await sandbox.call('POST', `/phones/${phone}/scan`, { qr: (body['link'] as { qr: string }).qr });
  await page.getByText(`Linked to +${phone}.`).waitFor();
});

it('deletes it once that is confirmed, and tells whoever looks at it', async () => {
  await confirm(owner, 'Delete');
  await owner.page.getByText('Corner shop is deleted.').waitFor();
  await owner.page.getByText('No devices yet').waitFor();
  await viewer.page.getByText('There is no such device.').waitFor();
  for (const { troubles } of [owner, viewer]) expect(troubles).toEqual([]);
});
