import { expect, it } from 'vitest';
import { pageAfterLogin } from './page-after-login.ts';

it('leads back to the page that asked for the login', () => {
  expect(pageAfterLogin({ pageAfterLogin: '/tokens' })).toBe('/tokens');
});

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
  { pageAfterLogin: ['/tokens'] },
])('leads to the tokens, and never out of the house, when told %j', (told) => {
  expect(pageAfterLogin(told)).toBe('/tokens');
});
