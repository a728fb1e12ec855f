import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** A Chromium of a test's own, which asks nobody else for anything. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: inject('chromePath'),
    args: [
      // Inside a container or as root Chromium has no sandbox of its own; it only ever opens our page.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

/** Somebody who looks at the page. */
export type Looker = {
  page: Page;
  /** What the browser complained about: errors, and whatever the page's own policy kept out. */
  troubles: string[];
  /** Every address that was asked for. */
  asked: string[];
};

export const openLooker = async (browser: Browser, options: BrowserContextOptions): Promise<Looker> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  return { page, troubles, asked };
};
