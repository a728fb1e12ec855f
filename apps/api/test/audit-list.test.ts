import { listAudit, newId } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { expect, it } from 'vitest';
import { json, startTestApi, type TestTenant } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

const list = (query = '', who: TestTenant = tenant) => api.as(who, `/api/v1/audit${query}`);

const read = async (query = '', who: TestTenant = tenant) => listAudit.output.parse((await list(query, who)).body);

it('shows who did what from where, newest first, in the shape the contract promises', async () => {
  await api.as(tenant, '/api/v1/settings', json({ time_zone: 'Asia/Tokyo' }, 'PATCH'));
  const { status, headers, body } = await list();
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  expect(listAudit.output.strict().parse(body)).toEqual(body);
  const [changed, created, first] = listAudit.output.parse(body).data;
  const token = created?.data['token'];
  expect(changed).toMatchObject({
    action: 'settings.changed',
    by: { kind: 'token', id: token },
    data: { fields: ['time_zone'] },
    address: expect.stringMatching(/^10\./),
    request_id: expect.any(String),
    position: null,
    hash: null,
  });
  expect([created?.action, created?.by]).toEqual(['token.created', { kind: 'installation', id: null }]);
  expect([first?.action, first?.data]).toEqual(['tenant.created', {}]);
});

it('shows the place of a record once it has one', async () => {
  await api.store.forTenant(tenant.id, ({ audit }) => audit.chain(1_000));
  const { data } = await read();
  expect(data.map(({ position }) => position)).toEqual(data.map((_, place) => data.length - place));
  for (const { hash } of data) expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

it('shows every record once, page by page', async () => {
  const all = (await read()).data;
  const seen: typeof all = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read(`?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(all);
  expect(seen.length).toBeGreaterThan(2);
});

it('shows only one action, or only what one token or member did', async () => {
  const member = {
    tenantId: tenant.id,
    by: { kind: 'member', id: newId('mem') },
    address: null,
    requestId: null,
  } as const;
  await api.store.forCaller(member, ({ tokens }) => tokens.create({ name: 'x', network: 'live', scopes: [] }));
  const actions = async (query: string) => (await read(query)).data.map(({ action }) => action);
  expect(await actions('?action=settings.changed')).toEqual(['settings.changed']);
  expect(await actions('?action=token.created')).toEqual(['token.created', 'token.created']);
  expect(await actions(`?by=${member.by.id}`)).toEqual(['token.created']);
  expect(await actions(`?by=${member.by.id}&action=settings.changed`)).toEqual([]);
  const [changed] = (await read('?action=settings.changed')).data;
  expect(await actions(`?by=${changed?.by.id ?? ''}`)).toEqual(['settings.changed']);
  expect(await actions('?action=nothing.like_it')).toEqual([]);
});

it('pages through what a filter leaves', async () => {
  const first = await read('?action=token.created&limit=1');
  const second = await read(`?action=token.created&limit=1&cursor=${first.next_cursor ?? ''}`);
  expect([first.data.length, second.data.length, second.next_cursor]).toEqual([1, 1, null]);
  expect(second.data[0]?.id).not.toBe(first.data[0]?.id);
});

it(`never shows another tenant's records, whosever ids and cursors are named`, async () => {
  const other = await api.createTenant();
  const foreign = await read('?limit=1', other);
  const [record] = foreign.data;
  const mine = await read(`?cursor=${foreign.next_cursor ?? ''}`);
  const ids = new Set((await read()).data.map(({ id }) => id));
  for (const { id } of mine.data) expect(ids).toContain(id);
  expect(ids).not.toContain(record?.id);
  expect((await read(`?by=${String(record?.data['token'])}`)).data).toEqual([]);
});

it.each([
  ['?limit=0', 'limit'],
  ['?limit=201', 'limit'],
  ['?limit=ten', 'limit'],
  ['?cursor=', 'cursor'],
  ['?cursor=nonsense', 'cursor'],
  [`?cursor=${Buffer.from('"x"').toString('base64url')}`, 'cursor'],
  [`?cursor=${'a'.repeat(513)}`, 'cursor'],
  ['?by=tok_1', 'by'],
  ['?by=ten_01jd3k00000000000000000000', 'by'],
  [`?action=${'a'.repeat(65)}`, 'action'],
  ['?from=2026-01-01', 'from'],
])('refuses %s', async (query, field) => {
  const { status, body } = await list(query);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});

it('writes down nothing that was not done', async () => {
  const before = await read();
  const undone = api.store.forCaller(installationAuthor(tenant.id), async ({ tokens }) => {
    await tokens.create({ name: 'x', network: 'live', scopes: [] });
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  expect(await read()).toEqual(before);
});
