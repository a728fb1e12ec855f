import { expect, it } from 'vitest';
import { tenantBase } from './tenant-base.ts';

it('finds the tenant in the path on the bare host', () => {
  expect(tenantBase({ origin: 'http://localhost:8080', pathname: '/t/demo/tokens' })).toEqual({
    name: 'demo',
    path: '/t/demo',
    url: 'http://localhost:8080/t/demo',
  });
});

it('takes the whole origin as the base on a subdomain', () => {
  expect(tenantBase({ origin: 'https://acme.example.com', pathname: '/tokens' })).toEqual({
    name: null,
    path: '',
    url: 'https://acme.example.com',
  });
});
