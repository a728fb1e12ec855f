import { expect, it } from 'vitest';
import { baseOf, createTenantAddress, isMisaddressed } from './tenant-address.ts';

const address = createTenantAddress(new URL('https://example.com'));

const resolve = (host: string | undefined, url: string) => {
  const request = { url, headers: { host }, rawHeaders: [] };
  return { route: address.rewriteUrl(request), tenant: address.tenantOf(request)?.name };
};

it.each([
  ['acme.example.com', '/api/v1/account', '/api/v1/account', 'acme'],
  ['ACME.Example.com:8080', '/api/v1/account?x=1', '/api/v1/account?x=1', 'acme'],
  ['example.com', '/t/acme/api/v1/account', '/api/v1/account', 'acme'],
  ['example.com', '/t/acme/api/v1/plans?limit=2', '/api/v1/plans?limit=2', 'acme'],
  ['example.com', '/t/acme', '/', 'acme'],
  ['example.com', '/t/acme?x=1', '/?x=1', 'acme'],
  ['example.com', '/t/acme/', '/', 'acme'],
  ['localhost:8080', '/t/acme/api/v1/account', '/api/v1/account', 'acme'],
])('host %s and %s lead to %s of tenant %s', (host, url, route, tenant) => {
  expect(resolve(host, url)).toEqual({ route, tenant });
});

it.each([
  ['example.com', '/api/v1/account'],
  ['notexample.com', '/api/v1/account'],
  ['example.com.evil.net', '/api/v1/account'],
  [undefined, '/api/v1/account'],
  ['example.com', '/t/'],
  ['example.com', '/x/t/acme/api'],
])('host %s and %s name no tenant', (host, url) => {
  expect(resolve(host, url)).toEqual({ route: url, tenant: undefined });
});

it('lets no path name another tenant than the subdomain does', () => {
  expect(resolve('acme.example.com', '/t/other/api/v1/account')).toEqual({
    route: '/t/other/api/v1/account',
    tenant: 'acme',
  });
});

it.each([
  ['acme.example.com', '/api/openapi.json', 'https://acme.example.com'],
  ['acme.example.com:9999', '/api/openapi.json', 'https://acme.example.com'],
  ['example.com', '/t/acme/api/openapi.json', 'https://example.com/t/acme'],
  ['evil.net', '/t/acme/api/openapi.json', 'https://example.com/t/acme'],
])('makes the base for host %s and %s from our own public address', (host, url, base) => {
  const request = { url, headers: { host }, rawHeaders: [] };
  address.rewriteUrl(request);
  const tenant = address.tenantOf(request);
  expect(tenant && baseOf(tenant)).toBe(base);
});

const addressed = (hosts: string[], url = '/') => ({
  url,
  headers: { host: hosts[0] },
  rawHeaders: ['Accept', 'host', ...hosts.flatMap((host) => ['hOsT', host])],
});

it.each(['example.com', 'ACME.example.com:8443', '127.0.0.1:80', '[::1]:8080', 'parley_api', 'xn--bcher-kva.example'])(
  'takes %s for a host',
  (host) => {
    expect(isMisaddressed(addressed([host]), '1.1')).toBe(false);
  },
);

it.each(['', ' ', 'acme.example.com.', '.example.com', 'a..example.com', 'example.com:', 'example.com:80:80', 'a@b'])(
  'takes "%s" for no host',
  (host) => {
    expect(isMisaddressed(addressed([host]), '1.1')).toBe(true);
  },
);

it('wants one host, in the header and nowhere else', () => {
  expect(isMisaddressed(addressed(['example.com', 'example.com']), '1.1')).toBe(true);
  expect(isMisaddressed(addressed(['example.com'], 'http://example.com/'), '1.1')).toBe(true);
  expect(isMisaddressed(addressed(['example.com'], '*'), '1.1')).toBe(true);
  expect(isMisaddressed(addressed([]), '1.1')).toBe(true);
  expect(isMisaddressed(addressed([]), '1.0')).toBe(false);
});
