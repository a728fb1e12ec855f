import { chromium, type Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';

/** An empty page in a real browser for one test, and what the browser complains about while it is open. */
export const openPage = async (): Promise<{ page: Page; troubles: string[] }> => {
  // Inside a container or as root Chromium has no sandbox of its own; it only ever opens our pages here.
  const browser = await chromium.launch({ executablePath: inject('chromePath'), args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on(
    'console',
    (message) => void (message.type() === 'error' && troubles.push(`${message.text()} ${message.location().url}`)),
  );
  page.on('requestfailed', (request) => troubles.push(`${request.url()}: ${request.failure()?.errorText}`));
  return { page, troubles };
};
