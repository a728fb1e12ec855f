import { expect, it } from 'vitest';
import { isReserved, reservedNames } from './reserved-names.ts';
import { newTenantName, tenantName } from './tenants.ts';

it.each(['parley', 'whatsgate', 'docs', 'mcp', 'api', 'www', 'app', 'admin', 'auth'])(
  'keeps %s to ourselves',
  (name) => {
    expect(tenantName.safeParse(name).success).toBe(true);
    expect(newTenantName.safeParse(name)).toMatchObject({
      success: false,
      error: { issues: [{ message: 'is reserved' }] },
    });
  },
);

it.each(['xn--acme', 'par-live', 'localhost', 'postmaster', 'whatsapp', 'well-known'])(
  'keeps %s from everybody',
  (name) => {
    expect(isReserved(name)).toBe(true);
  },
);

it.each(['acme', 'my-docs', 'api2', 'parrot', 'xnacme', '0mcp'])('leaves %s to whoever comes first', (name) => {
  expect(newTenantName.parse(name)).toBe(name);
});

it('lists no name twice, and none that nobody could have anyway', () => {
  expect(reservedNames).toHaveLength(new Set(reservedNames).size);
  expect(reservedNames.filter((name) => !tenantName.safeParse(name).success)).toEqual([]);
});
