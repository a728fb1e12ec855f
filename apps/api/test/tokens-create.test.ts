import { freePolicy, type Network, type Policy, profileScopes, type Scope, scopes } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { describe, expect, it } from 'vitest';
import { json, startTestApi, type TestTenant } from './test-api.ts';
import { addDevice } from './test-holder.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);

const path = '/api/v1/tokens';
const create = (body: object) => api.asMember(owner, path, json({ name: 'new', ...body }));
const createAs = (token: string, body: object) => api.as({ ...tenant, token }, path, json({ name: 'new', ...body }));

/** A token that may make others, as far as its own narrowness lets it. */
const maker = async (narrowed: { scopes?: Scope[]; network?: Network; policy?: Partial<Policy> }): Promise<string> => {
  const { clear } = await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
    tokens.create({
      name: 'maker',
      network: 'live',
      scopes,
      ...narrowed,
      policy: { ...freePolicy, ...narrowed.policy },
    }),
  );
  return clear;
};

const numberOfTokens = async (who: TestTenant) => {
  const { body } = await api.as(who, `${path}?limit=200`);
  return Array.isArray(body['data']) ? body['data'].length : 0;
};

const oneDevice = [(await addDevice(api, tenant.id)).id];
const otherDevice = [(await addDevice(api, tenant.id)).id];
const scopesOfMaker = { scopes: ['tokens:manage'] };

it('makes a token with the scopes it is given, each once', async () => {
  const { status, body } = await create({ scopes: ['reports:read', 'devices:read', 'reports:read'] });
  expect([status, body['scopes'], body['network']]).toEqual([201, ['reports:read', 'devices:read'], 'live']);
  const token = String(body['token']);
  expect(token).toMatch(/^par_live_/);
  expect((await api.as({ ...tenant, token }, '/api/v1/account')).status).toBe(200);
});

it.each(Object.entries(profileScopes))('makes a token for the profile %s', async (profile, granted) => {
  const { status, body } = await create({ profile, network: 'sandbox' });
  expect([status, body['scopes'], body['network']]).toEqual([201, granted, 'sandbox']);
  expect(body['token']).toMatch(/^par_test_/);
});

it('keeps and shows what it is narrowed to, and when it stops', async () => {
  const policy = {
    devices: oneDevice,
    chats: ['+4915112345678', `grp_${'0'.repeat(26)}`],
    ips: ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32', '::1'],
    tools: ['send_text_message'],
    read_only: true,
  };
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const { status, body } = await create({ profile: 'sender', ...policy, expires_at: expiresAt });
  expect([status, body]).toMatchObject([201, { ...policy, expires_at: expiresAt }]);
  const { body: list } = await api.asMember(owner, path);
  expect(list['data']).toContainEqual(expect.objectContaining({ id: body['id'], ...policy, expires_at: expiresAt }));
});

it('narrows a token only to devices that it can reach', async () => {
  const rival = await api.createTenant();
  const live = await api.narrow(tenant);
  const own = await addDevice(api, tenant.id);
  const [theirs, ofLive] = [await addDevice(api, rival.id), await addDevice(api, tenant.id, { network: 'live' })];
  const narrow = (network: string, devices: string[]) =>
    api.as(live, '/api/v1/tokens', json({ name: 'narrow', profile: 'observer', network, devices }));
  expect((await narrow('sandbox', [own.id])).status).toBe(201);
  expect((await narrow('live', [own.id, ofLive.id])).status).toBe(201);
  const answers = [await narrow('live', [own.id, theirs.id]), await narrow('sandbox', [own.id, ofLive.id])];
  expect(answers.map(({ status, body }) => [status, body['errors']])).toEqual([
    [422, { 'devices.1': ['is no device of yours'] }],
    [422, { 'devices.1': ['is no device of yours in the sandbox'] }],
  ]);
});

it('shows the token once: not in the list, not in an event, not in the audit log', async () => {
  const { body } = await create({ profile: 'sender' });
  const secret = String(body['token']).slice(String(body['hint']).length + 1);
  const shown = await Promise.all(
    ['/api/v1/tokens?limit=200', '/api/v1/audit?limit=200'].map((where) => api.asMember(owner, where)),
  );
  for (const answer of shown) {
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).toContain(body['id']);
    expect(JSON.stringify(answer.body)).not.toContain(secret);
  }
});

it('ends when it was told to', async () => {
  const expiresAt = new Date(Date.now() + 1_500);
  const { body } = await create({ profile: 'sender', expires_at: expiresAt.toISOString() });
  const use = async () => (await api.as({ ...tenant, token: String(body['token']) }, '/api/v1/account')).status;
  expect(await use()).toBe(200);
  // Used all the while: what is remembered of it must not outlive it.
  while (Date.now() < expiresAt.getTime()) await use();
  expect(await use()).toBe(403);
});

describe('is refused, and makes nothing', () => {
  it.each<[string, object, string]>([
    ['without scopes or profile', {}, 'scopes'],
    ['with both', { scopes: ['reports:read'], profile: 'sender' }, 'scopes'],
    ['with no scope at all', { scopes: [] }, 'scopes'],
    ['with a scope that is none', { scopes: ['everything'] }, 'scopes.0'],
    ['with a profile that is none', { profile: 'admin' }, 'profile'],
    ['with an empty name', { profile: 'sender', name: '  ' }, 'name'],
    ['with a name of two lines', { profile: 'sender', name: 'a\nb' }, 'name'],
    ['with a name that Postgres could not keep', { profile: 'sender', name: 'a\0b' }, 'name'],
    ['with a long name', { profile: 'sender', name: 'x'.repeat(101) }, 'name'],
    ['for another network', { profile: 'sender', network: 'both' }, 'network'],
    ['expired', { profile: 'sender', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    ['with a day for a time', { profile: 'sender', expires_at: '2099-01-01' }, 'expires_at'],
    ['with an address that is none', { profile: 'sender', ips: ['300.0.0.1'] }, 'ips.0'],
    ['with a range that is none', { profile: 'sender', ips: ['::1', '10.0.0.0/33'] }, 'ips.1'],
    ['with a list of nothing', { profile: 'sender', ips: [] }, 'ips'],
    ['with a device that is none', { profile: 'sender', devices: ['4915112345678'] }, 'devices.0'],
    ['with a chat that is none', { profile: 'sender', chats: ['4915112345678'] }, 'chats.0'],
    ['with a tool that is none', { profile: 'sender', tools: ['Drop Table'] }, 'tools.0'],
    ['with a field that is none', { profile: 'sender', hash: 'x' }, 'hash'],
  ])('%s', async (_, body, field) => {
    const before = await numberOfTokens(tenant);
    const answer = await create(body);
    expect([answer.status, Object.keys(Object(answer.body['errors']))]).toEqual([422, [field]]);
    expect(await numberOfTokens(tenant)).toBe(before);
  });
});

describe('nobody makes a token that may more than they may', () => {
  it.each<[string, Parameters<typeof maker>[0], object, object]>([
    [
      'in scopes',
      { scopes: ['tokens:manage', 'reports:read'] },
      { scopes: ['reports:read', 'billing:manage', 'tokens:manage'] },
      { scope: ['billing:manage'] },
    ],
    [
      'by a profile',
      { scopes: ['tokens:manage', 'devices:read'] },
      { profile: 'sender' },
      { scope: ['messages:send', 'reports:read'] },
    ],
    [
      'in devices',
      { policy: { devices: oneDevice } },
      { ...scopesOfMaker, devices: otherDevice },
      { policy: ['devices'] },
    ],
    ['by naming no device', { policy: { devices: oneDevice } }, scopesOfMaker, { policy: ['devices'] }],
    ['by naming no chat', { policy: { chats: ['+4915112345678'] } }, scopesOfMaker, { policy: ['chats'] }],
    ['by naming no address', { policy: { ips: ['0.0.0.0/0'] } }, scopesOfMaker, { policy: ['ips'] }],
    ['by naming no tool', { policy: { tools: ['check_number'] } }, scopesOfMaker, { policy: ['tools'] }],
    ['of the real WhatsApp', { network: 'sandbox' }, scopesOfMaker, { network: ['must be sandbox, as yours is'] }],
  ])('%s', async (_, narrowed, body, errors) => {
    const token = await maker(narrowed);
    const answer = await createAs(token, body);
    expect([answer.status, answer.body['code'], answer.body['errors']]).toEqual([403, 'scope_missing', errors]);
  });

  it('and a token that may only look makes none', async () => {
    const answer = await createAs(await maker({ policy: { read_only: true } }), { profile: 'sender', read_only: true });
    expect([answer.status, answer.body['errors']]).toEqual([403, { policy: ['read_only'] }]);
  });

  it('but one that may as much, or less', async () => {
    const policy = { devices: oneDevice, tools: ['check_number'] };
    const answer = await createAs(await maker({ network: 'sandbox', policy }), {
      scopes: ['reports:read'],
      network: 'sandbox',
      ...policy,
      read_only: true,
    });
    expect(answer.status).toBe(201);
  });

  it('and no member gives what their role lacks', async () => {
    const admin = await api.createMember(tenant, { role: 'admin' });
    const answer = await api.asMember(admin, path, json({ name: 'new', scopes: ['billing:manage', 'audit:read'] }));
    expect([answer.status, answer.body['errors']]).toEqual([403, { scope: ['billing:manage'] }]);
  });
});

describe('a policy holds for whatever the token asks', () => {
  it('from which address it comes', async () => {
    const token = await maker({ policy: { ips: ['203.0.113.0/24', '2001:db8::/32'] } });
    const from = async (address: string) =>
      api.as({ ...tenant, token }, '/api/v1/account', { headers: { 'x-forwarded-for': address } });
    for (const address of ['203.0.113.9', '2001:db8::9', '::ffff:203.0.113.9']) {
      expect((await from(address)).status).toBe(200);
    }
    for (const address of ['203.0.114.9', '2001:db9::9']) {
      const { status, body } = await from(address);
      expect([status, body['code'], body['errors']]).toEqual([403, 'scope_missing', { policy: ['ips'] }]);
    }
  });

  it('that it changes nothing if it may only look', async () => {
    const token = await maker({ policy: { read_only: true } });
    expect((await api.as({ ...tenant, token }, '/api/v1/settings')).status).toBe(200);
    const { status, body } = await api.as({ ...tenant, token }, '/api/v1/settings', json({}, 'PATCH'));
    expect([status, body['errors']]).toEqual([403, { policy: ['read_only'] }]);
  });
});

it.each(['9999-12-31T23:59:59-01:00', '2200-01-01T00:00:00Z', '2020-01-01T00:00:00Z'])(
  'makes no token that ends at %s, and the list of tokens can still be read',
  async (expiresAt) => {
    const { status, body } = await create({ profile: 'observer', expires_at: expiresAt });
    expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['expires_at']]);
    expect((await api.asMember(owner, path)).status).toBe(200);
  },
);

it('lets a token that ends make none that goes on after it', async () => {
  const ends = new Date(Date.now() + 3_600_000);
  const { clear } = await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
    tokens.create({ name: 'short', network: 'live', scopes: ['tokens:manage'], expiresAt: ends }),
  );
  const { status, body } = await createAs(clear, scopesOfMaker);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([403, ['expires_at']]);
  expect((await createAs(clear, { ...scopesOfMaker, expires_at: ends.toISOString() })).status).toBe(201);
});
