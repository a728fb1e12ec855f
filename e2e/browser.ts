import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { newAddress } from '../apps/api/test/test-address.ts';

/** Chromium that finds our public address, and every subdomain of it, at the port where a test's api listens. */
export const openBrowser = ({ publicUrl, origin }: { publicUrl: string; origin: string }): Promise<Browser> => {
  const { hostname } = new URL(publicUrl);
  const at = `127.0.0.1:${new URL(origin).port}`;
  return chromium.launch({
    executablePath: inject('chromePath'),
    args: [
      // Inside a container or as root Chromium has no sandbox of its own; it only ever opens our pages here.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      `--host-resolver-rules=MAP ${hostname} ${at}, MAP *.${hostname} ${at}`,
    ],
  });
};

/** Somebody at a browser of their own, with cookies and a clipboard that nobody else has. */
export type Person = {
  context: BrowserContext;
  page: Page;
  /** What the browser complained about. */
  troubles: string[];
};

export const openPerson = async (browser: Browser, baseURL: string): Promise<Person> => {
  // An address of their own: limits by address are shared by all tests that run at once.
  const address = newAddress();
  const context = await browser.newContext({
    baseURL,
    extraHTTPHeaders: { 'x-forwarded-for': address },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // The browser notes every refusal of the api, and a cable that is pulled; those are what the tests ask for.
    const isAskedFor = /^Failed to load resource: (?:.* status of 4\d\d|net::ERR_INTERNET_DISCONNECTED)/;
    if (message.type() === 'error' && !isAskedFor.test(message.text())) troubles.push(message.text());
  });
  return { context, page, troubles };
};
