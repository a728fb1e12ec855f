import { freePolicy, newId, type Policy, roleScopes, type Scope } from '@parley/contract';
import { expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { mayGrant } from './may-grant.ts';

const at = { name: 'acme', origin: 'https://example.com', path: '/t/acme' };
const rest = { tenantId: newId('ten'), at, address: '::1', requestId: 'req_1' };

const member = (scopes: readonly Scope[]): Caller => ({
  ...rest,
  by: { kind: 'member', id: newId('mem'), loginId: newId('log') },
  scopes,
  policy: null,
});

const token = (
  scopes: readonly Scope[],
  policy: Partial<Policy> = {},
  network: 'live' | 'sandbox' = 'live',
): Caller => ({
  ...rest,
  by: { kind: 'token', id: newId('tok'), network, expiresAt: null },
  scopes,
  policy: { ...freePolicy, ...policy },
});

const errorsOf = (result: ReturnType<typeof mayGrant>) => (result.ok ? null : result.failure.errors);

it('lets a member hand on what their role may, and names what it may not', () => {
  const admin = member(roleScopes.admin);
  expect(errorsOf(mayGrant(admin, { scopes: roleScopes.admin }))).toBeNull();
  expect(errorsOf(mayGrant(admin, { scopes: roleScopes.owner }))).toEqual({ scope: ['billing:manage'] });
});

it('lets nobody hand on a scope twice removed: not even one that lets its holder make tokens', () => {
  const scopes: Scope[] = ['tokens:manage', 'members:manage'];
  expect(errorsOf(mayGrant(token(['tokens:manage']), { scopes }))).toEqual({ scope: ['members:manage'] });
});

it('lets a narrowed token make no member: a member is narrowed by nothing', () => {
  const scopes: Scope[] = ['members:manage'];
  for (const field of ['devices', 'chats', 'ips', 'tools'] as const) {
    const narrowed = token(scopes, { [field]: ['x'] });
    expect(errorsOf(mayGrant(narrowed, { scopes }))).toEqual({ policy: [field] });
  }
  expect(errorsOf(mayGrant(token(scopes, { read_only: true }), { scopes }))).toEqual({ policy: ['read_only'] });
});

it('keeps a token of the sandbox there', () => {
  const sandboxed = token([], {}, 'sandbox');
  expect(errorsOf(mayGrant(sandboxed, { scopes: [], policy: freePolicy, network: 'sandbox' }))).toBeNull();
  const live = { scopes: [], policy: freePolicy, network: 'live' } as const;
  expect(errorsOf(mayGrant(sandboxed, live))).toEqual({ network: ['must be sandbox, as yours is'] });
  expect(errorsOf(mayGrant(sandboxed, { scopes: [] }))).toEqual({ network: ['is sandbox, and members are not'] });
  expect(errorsOf(mayGrant(token([]), { scopes: [], policy: freePolicy, network: 'sandbox' }))).toBeNull();
});

it('names all that is too much at once', () => {
  const caller = token([], { ips: ['::1'] }, 'sandbox');
  const errors = errorsOf(mayGrant(caller, { scopes: ['audit:read'], policy: freePolicy, network: 'live' }));
  expect(Object.keys(errors ?? {})).toEqual(['scope', 'policy', 'network']);
});

it('lets a token that ends hand on nothing that goes on after it, and no member, who has no end', () => {
  const ends = new Date('2030-01-01');
  const caller: Caller = {
    ...token(['tokens:manage']),
    by: { kind: 'token', id: newId('tok'), network: 'live', expiresAt: ends },
  };
  const grant = { scopes: ['tokens:manage'], policy: freePolicy, network: 'live' } as const;
  const faults = { expires_at: ['must not be after your own token ends'] };
  for (const expiresAt of [null, new Date('2030-01-02')]) {
    expect(errorsOf(mayGrant(caller, { ...grant, expiresAt }))).toEqual(faults);
  }
  for (const expiresAt of [ends, new Date('2029-12-31')]) {
    expect(errorsOf(mayGrant(caller, { ...grant, expiresAt }))).toBeNull();
  }
  expect(errorsOf(mayGrant(caller, { scopes: [] }))).toEqual(faults);
});
