import { installationAuthor } from '@parley/store';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../apps/api/test/test-api.ts';
import { linkIn } from '../apps/api/test/test-mail.ts';
import { type Person, openBrowser, openPerson } from './browser.ts';
import { buildDashboard } from './build-dashboard.ts';

// Two people make a tenant each, by hand, in browsers of their own. The tests tell one story, in order.

let api: TestApi;
let browser: Browser;
const acme = { tenant: 'acme-trading', email: 'ada@example.com', token: '' };
const beta = { tenant: 'beta-works', email: 'ben@example.com', token: '' };
let ada: Person;
let ben: Person;

beforeAll(async () => {
  await buildDashboard();
  api = await startTestApi();
  browser = await openBrowser({ publicUrl: api.ownOrigin, origin: api.origin });
  ada = await openPerson(browser, api.ownOrigin);
  ben = await openPerson(browser, api.ownOrigin);
}, 120_000);

afterAll(() => browser.close());

const signUp = async ({ page }: Person, { tenant, email }: typeof acme) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('Name of your tenant').fill(tenant);
  await page.getByText(`localhost:8080/t/${tenant}`).waitFor();
  await page.getByLabel('Your email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(testPassword);
  await page.getByRole('button', { name: 'Create my tenant' }).click();
  await page.getByText('No devices yet').waitFor();
};

const openTokens = ({ page }: Person) => page.getByRole('link', { name: 'Tokens' }).click();

const logIn = async ({ page }: Person, email: string, password: string = testPassword) => {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
};

const createToken = async ({ page }: Person, name: string): Promise<string> => {
  await page.getByRole('button', { name: 'Create a token' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create the token' }).click();
  return takeToken({ page });
};

/** From the panel that shows it once, as people do: by the button, out of the clipboard. */
const takeToken = async ({ page }: Pick<Person, 'page'>): Promise<string> => {
  await page.getByText('It cannot be shown again').waitFor();
  await page.getByRole('button', { name: 'Copy Token' }).click();
  await page.getByText('Copied Token').waitFor();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: 'I have copied it' }).click();
  expect(await page.content()).not.toContain(token);
  return token;
};

const accountBy = async (tenant: string, token: string) => {
  const { status, body } = await api.request(`/t/${tenant}/api/v1/account`, { headers: { 'access-token': token } });
  return [status, body['name'] ?? body['message']];
};

/** A call as our own pages make it, with whatever cookies this person has. */
const askFromPage = ({ page }: Person, path: string, init: { method?: string; body?: string } = {}) =>
  page.evaluate(
    async ([url, given]) => {
      const headers = { 'X-Parley-Dashboard': '1', ...(given.body && { 'Content-Type': 'application/json' }) };
      const response = await fetch(url, { ...given, headers });
      return { status: response.status, body: await response.json() };
    },
    [path, init] as const,
  );

it('makes a tenant of whoever signs up, and lets them in at its address', async () => {
  await signUp(ada, acme);
  await signUp(ben, beta);
  expect(new URL(ada.page.url()).pathname).toBe('/t/acme-trading/devices');
  await ben.page.getByRole('button', { name: `Logged in as ${beta.email}` }).waitFor();
  for (const person of [ada, ben]) {
    await openTokens(person);
    await person.page.getByText('No tokens yet').waitFor();
  }
});

it('says what is wrong with a form before it is sent, at the field itself', async () => {
  const eve = await openPerson(browser, api.ownOrigin);
  await eve.page.goto('/signup');
  const asked = vi.fn();
  eve.page.on('request', (request) => request.method() === 'POST' && asked(request.url()));
  await eve.page.getByLabel('Name of your tenant').fill('Admin');
  await eve.page.getByLabel('Password', { exact: true }).fill('short');
  await eve.page.getByRole('button', { name: 'Create my tenant' }).click();
  await eve.page.getByText('This is reserved.').waitFor();
  await eve.page.getByText('Must be an email address.').waitFor();
  await eve.page.getByText('Must be at least 10 characters.').waitFor();
  expect(await eve.page.getByLabel('Name of your tenant').evaluate((field) => field === document.activeElement)).toBe(
    true,
  );
  expect(asked).not.toHaveBeenCalled();

  // What is mended is not said any longer; the rest is.
  await eve.page.getByLabel('Name of your tenant').fill(acme.tenant);
  await eve.page.getByText('This is reserved.').waitFor({ state: 'detached' });
  await eve.page.getByText('Must be at least 10 characters.').waitFor();
  await eve.page.getByLabel('Your email address').fill('eve@example.com');
  await eve.page.getByLabel('Password', { exact: true }).fill(testPassword);
  await eve.page.getByRole('button', { name: 'Create my tenant' }).click();
  await eve.page.locator('[aria-invalid="true"]').waitFor();
  expect(new URL(eve.page.url()).pathname).toBe('/signup');
  await eve.context.close();
});

it('shows a new token once, and it works at once', async () => {
  acme.token = await createToken(ada, 'acme nightly');
  beta.token = await createToken(ben, 'beta nightly');
  await ada.page.reload();
  await ada.page.getByRole('heading', { name: 'acme nightly' }).waitFor();
  expect(await ada.page.content()).not.toContain(acme.token);
  expect(await accountBy(acme.tenant, acme.token)).toEqual([200, acme.tenant]);
  expect(await accountBy(beta.tenant, beta.token)).toEqual([200, beta.tenant]);
});

it('shows when a token was last used', async () => {
  const lastUsed = ada.page.getByRole('listitem').locator('div', { hasText: 'Last used' });
  await vi.waitFor(
    async () => {
      await ada.page.reload();
      await ada.page.getByRole('heading', { name: 'acme nightly' }).waitFor();
      expect(await lastUsed.last().textContent()).toBe('Last usedjust now');
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(await lastUsed.last().locator('time').getAttribute('title')).toMatch(/\d:\d\d:\d\d/);
});

it('shows neither tenant anything of the other', async () => {
  const { body: mine } = await askFromPage(ada, `/t/${acme.tenant}/api/v1/tokens`);
  const [{ id }] = mine.data;
  expect(mine.data).toHaveLength(1);

  // The other's list, the other's address with one's own cookie, one's own address with the other's id.
  await ben.page.reload();
  await ben.page.getByRole('heading', { name: 'beta nightly' }).waitFor();
  expect(await ben.page.content()).not.toContain('acme');
  expect((await askFromPage(ben, `/t/${acme.tenant}/api/v1/tokens`)).status).toBe(401);
  const { status, body } = await askFromPage(ben, `/t/${beta.tenant}/api/v1/tokens/${id}`, { method: 'DELETE' });
  expect([status, body.code]).toEqual([404, 'token_not_found']);
  expect(await accountBy(beta.tenant, acme.token)).toEqual([403, 'invalid Access-Token']);
  expect(await accountBy(acme.tenant, acme.token)).toEqual([200, acme.tenant]);

  await ben.page.goto(`/t/${acme.tenant}/tokens`);
  await ben.page.getByRole('heading', { name: `Log in to ${acme.tenant}` }).waitFor();
  await logIn(ben, beta.email);
  await ben.page.getByText('The email address or the password is wrong.').waitFor();
  await ben.page.goto(`/t/${beta.tenant}/tokens`);
  await ben.page.getByRole('heading', { name: 'beta nightly' }).waitFor();
});

it('gives a token another secret, and the old one stops working within 5 seconds', async () => {
  await ada.page.getByRole('button', { name: 'Regenerate acme nightly' }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click();
  const regenerated = await takeToken(ada);
  expect(await accountBy(acme.tenant, regenerated)).toEqual([200, acme.tenant]);
  const isRefused = async () => expect((await accountBy(acme.tenant, acme.token))[0]).toBe(403);
  await vi.waitFor(isRefused, { timeout: 5_000 });
  acme.token = regenerated;
});

it('revokes a token once that is confirmed, within 5 seconds', async () => {
  const name = 'acme nightly';
  await ada.page.getByRole('button', { name: `Revoke ${name}` }).click();
  await ada.page.getByRole('dialog', { name: `Revoke “${name}”?` }).waitFor();
  await ada.page.keyboard.press('Escape');
  expect(await accountBy(acme.tenant, acme.token)).toEqual([200, acme.tenant]);

  await ada.page.getByRole('button', { name: `Revoke ${name}` }).click();
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await ada.page.getByText('is revoked').waitFor();
  await ada.page.getByRole('heading', { name }).waitFor({ state: 'detached' });
  await vi.waitFor(async () => expect((await accountBy(acme.tenant, acme.token))[0]).toBe(403), { timeout: 5_000 });
});

it('makes a verified address of the mailed link, by a button, and leaves no code in the address', async () => {
  await ada.page.getByRole('button', { name: 'Send a new link' }).click();
  await ada.page.getByText('A new link is on its way').waitFor();
  const [first, second] = [await api.mailTo(acme.email), await api.mailTo(acme.email, 2)].map(linkIn);
  await ada.page.goto(String(first));
  await ada.page.getByRole('button', { name: 'Verify my address' }).click();
  await ada.page.getByText('only for the member it was sent to').waitFor();

  // In the same window: only what stands behind the `#` is another.
  await ada.page.goto(String(second));
  await ada.page.getByRole('button', { name: 'Verify my address' }).waitFor();
  expect(await ada.page.evaluate(() => location.href)).toBe(`${api.ownOrigin}/t/${acme.tenant}/verify-address`);
  // On a machine where nobody is logged in: whoever presses the button has to be the member.
  await ada.context.clearCookies();
  await ada.page.getByRole('button', { name: 'Verify my address' }).click();
  await ada.page.getByText('Only they can verify their address').waitFor();
  await logIn(ada, acme.email);
  await ada.page.getByText(`${acme.email} is verified`).waitFor();
  await ada.page.getByRole('link', { name: 'Go to your devices' }).click();
  await ada.page.getByText('No devices yet').waitFor();
  await openTokens(ada);
  await ada.page.getByText('No tokens yet').waitFor();
  expect(await ada.page.getByText('Please verify your email address').count()).toBe(0);
});

it('shows more tokens than fit on one page when asked to', async () => {
  const { body } = await askFromPage(ada, `/t/${acme.tenant}/api/v1/account`);
  await api.store.forCaller(installationAuthor(body.id), async ({ tokens }) => {
    for (let n = 1; n <= 51; n++) await tokens.create({ name: `number ${n}`, network: 'live', scopes: ['audit:read'] });
  });
  await ada.page.reload();
  const rows = ada.page.getByRole('list', { name: 'Tokens' }).getByRole('listitem');
  await ada.page.getByRole('heading', { name: 'number 51' }).waitFor();
  expect(await rows.count()).toBe(50);
  await ada.page.getByRole('button', { name: 'Show more' }).click();
  await ada.page.getByRole('heading', { name: 'number 1', exact: true }).waitFor();
  expect(await rows.count()).toBe(51);
  expect(await ada.page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
});

it('says so when the api cannot be reached, keeps what was typed, and goes on afterwards', async () => {
  await ada.page.getByRole('button', { name: 'Create a token' }).click();
  await ada.page.getByLabel('Name', { exact: true }).fill('after the outage');
  await ada.context.setOffline(true);
  await ada.page.getByRole('button', { name: 'Create the token' }).click();
  await ada.page.getByText('Parley could not be reached.').waitFor();
  await ada.context.setOffline(false);
  await ada.page.getByRole('button', { name: 'Create the token' }).click();
  expect(await accountBy(acme.tenant, await takeToken(ada))).toEqual([200, acme.tenant]);
  await ada.page.getByRole('heading', { name: 'after the outage' }).waitFor();
});

it('makes a member of whoever follows an invitation, who may do what their role says and no more', async () => {
  const body = JSON.stringify({ email: 'vic@example.com', role: 'viewer' });
  const invited = await askFromPage(ada, `/t/${acme.tenant}/api/v1/invitations`, { method: 'POST', body });
  expect(invited.status).toBe(201);
  const vic = await openPerson(browser, api.ownOrigin);
  await vic.page.goto(linkIn(await api.mailTo('vic@example.com')));
  await vic.page.getByLabel('Password', { exact: true }).fill(testPassword);
  await vic.page.getByRole('button', { name: 'Become a member' }).click();
  await vic.page.getByText('Ask an owner, an admin or an operator of this tenant to add one.').waitFor();
  await openTokens(vic);
  await vic.page.getByText('As a viewer you may not manage tokens.').waitFor();
  await vic.page.getByRole('button', { name: 'Logged in as vic@example.com' }).waitFor();
  expect(vic.troubles).toEqual([]);
  await vic.context.close();
});

it('tells a member that a link was sent to another one, and lets that one log in there', async () => {
  await askFromPage(ada, `/t/${acme.tenant}/api/v1/verify-address/send`, { method: 'POST', body: '{}' });
  const vic = await openPerson(browser, api.ownOrigin);
  await vic.page.goto(linkIn(await api.mailTo(acme.email, 3)));
  await vic.page.getByRole('button', { name: 'Verify my address' }).click();
  await vic.page.getByText('Please log in as the member this link was sent to.').waitFor();
  await logIn(vic, 'vic@example.com');
  await vic.page.getByText('only for the member it was sent to').waitFor();
  await vic.page.getByText('You are logged in as vic@example.com').waitFor();
  await vic.page.getByRole('button', { name: 'Log in as somebody else' }).click();
  await logIn(vic, acme.email);
  await vic.page.getByText(`${acme.email} is verified`).waitFor();
  expect(vic.troubles).toEqual([]);
  await vic.context.close();
});

it('verifies the address of a member whose password somebody else chose once they set their own', async () => {
  const email = 'uma@example.com';
  const body = JSON.stringify({ email, role: 'viewer', password: testPassword });
  expect((await askFromPage(ben, `/t/${beta.tenant}/api/v1/members`, { method: 'POST', body })).status).toBe(201);
  const uma = await openPerson(browser, api.ownOrigin);
  await uma.page.goto(`/t/${beta.tenant}/`);
  await logIn(uma, email);
  await uma.page.getByRole('button', { name: 'Send a new link' }).click();
  await uma.page.getByRole('link', { name: 'Set my own password' }).click();
  await uma.page.getByLabel('Email address').fill(email);
  await uma.page.getByRole('button', { name: 'Email me a link' }).click();
  await uma.page.goto(linkIn(await api.mailTo(email)));
  await uma.page.getByLabel('New password').fill(`${testPassword}-own`);
  await uma.page.getByRole('button', { name: 'Set my password' }).click();
  await uma.page.getByRole('link', { name: 'Log in with your new password' }).click();
  await logIn(uma, email, `${testPassword}-own`);
  await uma.page.getByText('No devices yet').waitFor();
  expect(await uma.page.getByText('Please verify your email address').count()).toBe(0);
  expect(uma.troubles).toEqual([]);
  await uma.context.close();
});

it('logs out here, and lets in again only with the right password', async () => {
  const [cookie] = await ada.context.cookies();
  await ada.page.getByRole('button', { name: /Logged in as/ }).click();
  await ada.page.getByRole('button', { name: 'Log out', exact: true }).click();
  await ada.page.getByRole('heading', { name: `Log in to ${acme.tenant}` }).waitFor();
  expect(await ada.context.cookies()).toEqual([]);
  // Nor does the old cookie open anything to somebody who kept it.
  if (cookie) await ada.context.addCookies([cookie]);
  const isOut = async () => expect((await askFromPage(ada, `/t/${acme.tenant}/api/v1/me`)).status).toBe(401);
  await vi.waitFor(isOut, { timeout: 5_000 });

  await logIn(ada, acme.email, `${testPassword}!`);
  await ada.page.getByText('The email address or the password is wrong.').waitFor();
  await logIn(ada, acme.email);
  await ada.page.getByText('No devices yet').waitFor();
  await openTokens(ada);
  await ada.page.getByRole('button', { name: 'Create a token' }).waitFor();
});

it('logs out everywhere, wherever else somebody is logged in', async () => {
  const elsewhere = await openPerson(browser, api.ownOrigin);
  await elsewhere.page.goto(`/t/${acme.tenant}/`);
  await logIn(elsewhere, acme.email);
  await elsewhere.page.getByRole('button', { name: /Logged in as/ }).click();
  await elsewhere.page.getByRole('button', { name: 'Log out everywhere' }).click();
  await elsewhere.page.getByRole('heading', { name: `Log in to ${acme.tenant}` }).waitFor();
  await elsewhere.context.close();
  const isOut = async () => expect((await askFromPage(ada, `/t/${acme.tenant}/api/v1/me`)).status).toBe(401);
  await vi.waitFor(isOut, { timeout: 5_000 });
  await ada.page.reload();
  await logIn(ada, acme.email);
  await ada.page.getByRole('button', { name: 'Create a token' }).waitFor();
});

it('asks to log in when a login has ended in the middle of something, and leads back', async () => {
  await ada.context.clearCookies();
  await ada.page.getByRole('button', { name: 'Create a token' }).click();
  await ada.page.getByLabel('Name', { exact: true }).fill('too late');
  await ada.page.getByRole('button', { name: 'Create the token' }).click();
  await ada.page.getByRole('heading', { name: `Log in to ${acme.tenant}` }).waitFor();
  await logIn(ada, acme.email);
  await ada.page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
  expect(new URL(ada.page.url()).pathname).toBe(`/t/${acme.tenant}/tokens`);
});

it('mails a link for a new password, and says the same to an address that is nobody’s', async () => {
  const eve = await openPerson(browser, api.ownOrigin);
  const answers: string[] = [];
  for (const email of ['nobody@example.com', beta.email]) {
    await eve.page.goto('/login');
    await eve.page.getByLabel('Name of your tenant').fill(beta.tenant);
    await eve.page.getByRole('button', { name: 'Continue' }).click();
    await eve.page.getByRole('link', { name: 'Forgot your password?' }).click();
    await eve.page.getByLabel('Email address').fill(email);
    await eve.page.getByRole('button', { name: 'Email me a link' }).click();
    const answer = await eve.page.getByText('an email with a link is on its way').textContent();
    answers.push(String(answer).replace(email, '…'));
  }
  expect(new Set(answers).size).toBe(1);

  await eve.page.goto(linkIn(await api.mailTo(beta.email, 2)));
  await eve.page.getByLabel('New password').fill(`${testPassword}-new`);
  await eve.page.getByRole('button', { name: 'Set my password' }).click();
  await eve.page.getByRole('link', { name: 'Log in with your new password' }).click();
  await logIn(eve, beta.email, `${testPassword}-new`);
  await eve.page.getByText('No devices yet').waitFor();
  await eve.context.close();

  // Whoever was logged in with the old password is so no longer.
  await vi.waitFor(async () => expect((await askFromPage(ben, `/t/${beta.tenant}/api/v1/me`)).status).toBe(401), {
    timeout: 5_000,
  });
});

it('finds the tenant by its subdomain too, with a login of its own there', async () => {
  const at = `http://${beta.tenant}.localhost:8080`;
  await ben.page.goto(`${at}/`);
  await ben.page.getByRole('heading', { name: `Log in to ${beta.tenant}` }).waitFor();
  expect(ben.page.url()).toBe(`${at}/login`);
  await logIn(ben, beta.email, `${testPassword}-new`);
  await openTokens(ben);
  await ben.page.getByRole('heading', { name: 'beta nightly' }).waitFor();
  await ben.page.getByText(`${at}/api`, { exact: true }).waitFor();
});

it('answers a path that is no page as the api answers, and says so on a page that leads nowhere', async () => {
  const { status, body } = await api.request(`/t/${acme.tenant}/members`);
  expect([status, body['code']]).toEqual([404, 'not_found']);
  await ada.page.goto('/invitation');
  await ada.page.getByRole('heading', { name: 'Page not found' }).waitFor();
});

it('kept nothing where a script or a look over the shoulder could find it, and the browser had no complaint', async () => {
  for (const { page, context, troubles } of [ada, ben]) {
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    for (const cookie of await context.cookies()) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(troubles).toEqual([]);
  }
});
