import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

// What is refused is proven with real sockets in test/safe-fetch-addresses.test.ts.
describe('a public address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.1',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
    '2001:4860:4860::8888',
    '2400:cb00:2048:1::c629:d7a2',
  ])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
