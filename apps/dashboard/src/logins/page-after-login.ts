import { pages } from '@parley/contract';
import { deviceOnPage } from '../devices/device-path.ts';

/**
 * Where somebody goes once they are logged in: back to the page that asked for it, which told so in the browser's
 * history. It is taken only where it is one of our own pages for members, so nothing can lead out of the house.
 */
export const pageAfterLogin = (told: unknown): string => {
  const page = typeof told === 'object' && told !== null && 'pageAfterLogin' in told ? told.pageAfterLogin : null;
  if (typeof page === 'string' && deviceOnPage(page) !== null) return page;
  return memberPages.find((each) => each === page) ?? pages.devices;
};

const memberPages = [pages.devices, pages.tokens];
