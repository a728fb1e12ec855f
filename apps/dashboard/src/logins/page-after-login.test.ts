import { expect, it } from 'vitest';
import { pageAfterLogin } from './page-after-login.ts';

it.each(['/tokens', '/devices', '/devices/dev_01h455vb4pex5vsknk084sn02q'])(
  'leads back to the page %s, which asked for the login',
  (page) => {
    expect(pageAfterLogin({ pageAfterLogin: page })).toBe(page);
  },
);

it.each([
  null,
  undefined,
  'https://evil.example',
  { pageAfterLogin: 'https://evil.example/tokens' },
  { pageAfterLogin: '//evil.example/tokens' },
  { pageAfterLogin: '/\\evil.example' },
  { pageAfterLogin: 'javascript:alert(1)' },
  { pageAfterLogin: '/tokens/../../evil' },
  { pageAfterLogin: '/tokens#x' },
  { pageAfterLogin: '/login' },
  { pageAfterLogin: '/devices/..' },
  { pageAfterLogin: '/devices/dev_01h455vb4pex5vsknk084sn02q/../../evil' },
  { pageAfterLogin: ['/tokens'] },
])('leads to the devices, and never out of the house, when told %j', (told) => {
  expect(pageAfterLogin(told)).toBe('/devices');
});
