import { type Event, newId, toUuid } from '@parley/contract';
import { asOwner } from '@parley/store/test-database';
import { expect, it, onTestFinished, vi } from 'vitest';
import { inDatabase } from './in-database.ts';
import { type Answer, json, startTestApi, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice } from './test-holder.ts';
import { sendText } from './test-messages.ts';

const api = await startTestApi();

const read = (tenant: TestTenant, query: Record<string, string | number> = {}): Promise<Answer> =>
  api.as(
    tenant,
    `/api/v1/events?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, `${value}`]))}`,
  );

const eventsIn = ({ body }: Answer): Event[] => (Array.isArray(body['data']) ? body['data'] : []);
const typesIn = (answer: Answer): string[] => eventsIn(answer).map(({ type }) => type);
const cursorIn = ({ body }: Answer): string => String(body['next_cursor']);

/** All that was done so far can be told by now: it is once older transactions have ended, of other tests too. Who begins
 * to read before that may still hear of it. */
const untilTold = ({ id }: Pick<TestTenant, 'id'>): Promise<void> =>
  vi.waitFor(async () => {
    const [late] = await inDatabase(
      api,
      `select id from events where tenant_id = $1
         and written_in >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint limit 1`,
      [toUuid(id)],
    );
    if (late !== undefined) throw new Error('Something is still to be told.');
  }, 10_000);

const cursorFromNow = async (tenant: TestTenant): Promise<string> => {
  await untilTold(tenant);
  return cursorIn(await read(tenant));
};

const revoke = (tenant: TestTenant, { tokenId }: { tokenId: string }): Promise<Answer> =>
  api.as(tenant, `/api/v1/tokens/${tokenId}`, { method: 'DELETE' });

/** Reads on until something was told: a moment may pass, while older transactions of other tests still run. */
const readOn = (tenant: TestTenant, cursor: string, wait = 10) => read(tenant, { cursor, wait });

it('begins with what happens from now on, and tells each thing once, in order', async () => {
  const tenant = await api.createTenant();
  await addDevice(api, tenant.id);
  await untilTold(tenant);
  const begun = await read(tenant);
  expect([begun.status, eventsIn(begun)]).toEqual([200, []]);
  const device = await addDevice(api, tenant.id);
  const first = await readOn(tenant, cursorIn(begun));
  expect(eventsIn(first)).toMatchObject([{ type: 'device.added', device: device.id, data: { device: device.id } }]);
  await api.as(tenant, `/api/v1/devices/${device.id}`, json({ name: 'Another' }, 'PATCH'));
  const second = await readOn(tenant, cursorIn(first));
  expect(typesIn(second)).toEqual(['device.changed']);
  expect(typesIn(await readOn(tenant, cursorIn(first)))).toEqual(['device.changed']);
});

it('waits for as long as it was asked to where nothing happens, and answers at once when something does', async () => {
  const tenant = await api.createTenant();
  const cursor = await cursorFromNow(tenant);
  const startedAt = performance.now();
  const nothing = await read(tenant, { cursor, wait: 1 });
  expect([nothing.status, eventsIn(nothing)]).toEqual([200, []]);
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  const waiting = read(tenant, { cursor: cursorIn(nothing), wait: 30 });
  const added = await api.as(tenant, '/api/v1/devices', json({ name: 'Shop' }));
  expect(eventsIn(await waiting)).toMatchObject([{ type: 'device.added', device: added.body['id'] }]);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

it('never skips what another transaction, begun earlier, commits late', async () => {
  const tenant = await api.createTenant();
  const begun = await cursorFromNow(tenant);
  const late = newId('evt');
  const told: string[] = [];
  await asOwner(api.databaseUrl, async (owner) => {
    await owner.query('begin');
    await owner.query(
      `insert into events (tenant_id, id, type, data) select id, gen_random_uuid(), 'settings.changed', $2
       from tenants where name = $1`,
      [tenant.name, { late }],
    );
    await addDevice(api, tenant.id);
    const meanwhile = await read(tenant, { cursor: begun, wait: 1 });
    told.push(...typesIn(meanwhile));
    await owner.query('commit');
    told.push(...typesIn(await readOn(tenant, cursorIn(meanwhile))));
  });
  expect(told).toEqual(['settings.changed', 'device.added']);
});

it('tells nothing of another tenant, and takes no cursor for a way to it', async () => {
  const [tenant, rival] = [await api.createTenant(), await api.createTenant()];
  const [own, theirs] = [await cursorFromNow(tenant), await cursorFromNow(rival)];
  await addDevice(api, rival.id);
  expect(typesIn(await readOn(rival, theirs))).toEqual(['device.added']);
  expect(typesIn(await read(tenant, { cursor: own }))).toEqual([]);
  expect(typesIn(await read(tenant, { cursor: theirs }))).toEqual([]);
});

it('tells only what the scopes, the network and the devices of a token let it hear', async () => {
  const tenant = await api.createTenant();
  const mine = await addDevice(api, tenant.id);
  const readers = [
    await api.narrow(tenant, {}),
    await api.narrow(tenant, { scopes: ['reports:read'] }),
    await api.narrow(tenant, { network: 'sandbox' }),
    await api.narrow(tenant, { policy: { devices: [mine.id] } }),
  ];
  const cursor = await cursorFromNow(tenant);
  await api.as(tenant, `/api/v1/devices/${mine.id}`, json({ name: 'Another' }, 'PATCH'));
  await addLinkedDevice(api, tenant.id, { network: 'live' });
  await api.as(tenant, '/api/v1/settings', json({ time_zone: 'Europe/Paris' }, 'PATCH'));
  await expect
    .poll(async () => typesIn(await read(tenant, { cursor })), { timeout: 10_000 })
    .toContain('settings.changed');
  const heard = await Promise.all(readers.map(async (each) => typesIn(await read(each, { cursor }))));
  const ofLive = ['device.added', 'device.linked', 'device.state'];
  expect(heard).toEqual([
    ['device.changed', ...ofLive, 'settings.changed'],
    ['settings.changed'],
    ['device.changed', 'settings.changed'],
    ['device.changed', 'settings.changed'],
  ]);
});

it.each([
  ['a cursor of nobody’s', { cursor: 'nonsense' }, 'cursor'],
  ['a longer wait than there is', { wait: 31 }, 'wait'],
  ['no number', { wait: 'long' }, 'wait'],
])('refuses %s, and names the field', async (_, query, field) => {
  const { status, body } = await read(await api.createTenant(), query);
  expect([status, body['code'], Object.keys(Object(body['errors']))]).toEqual([422, 'input_invalid', [field]]);
});

it('answers nothing to a token that was revoked while it waited for news or for a device, within five seconds', async () => {
  // Of two tenants, since what is asked of a device is news; that a token is revoked is none to these.
  const [tenant, other] = [await api.createTenant(), await api.createTenant()];
  const inSandbox = { network: 'sandbox' as const, scopes: ['devices:read' as const, 'devices:manage' as const] };
  const [reader, stopper] = [await api.narrow(tenant, inSandbox), await api.narrow(other, inSandbox)];
  const device = await addLinkedDevice(api, other.id);
  const waiting = read(reader, { cursor: await cursorFromNow(reader), wait: 30 });
  const stopping = api.as(stopper, `/api/v1/devices/${device.id}/stop`, json({}));
  await revoke(tenant, reader);
  await revoke(other, stopper);
  const revokedAt = performance.now();
  for (const { status, body } of await Promise.all([waiting, stopping]))
    expect([status, body['code']]).toEqual([403, 'token_invalid']);
  expect(performance.now() - revokedAt).toBeLessThan(5_000);
});

it('lets nobody wait in more than twenty places at once, and lets them again once they have left', async () => {
  const tenant = await api.createTenant();
  const cursor = await cursorFromNow(tenant);
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const path = `/api/v1/events?cursor=${cursor}&wait=30`;
  const waiting = Array.from({ length: 21 }, () => api.as(tenant, path, { signal: leaving.signal }));
  const ended = Promise.allSettled(waiting);
  const refused = await Promise.race(waiting);
  expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([
    429,
    'rate_limited',
    '5',
  ]);
  expect((await read(tenant, { cursor })).status).toBe(200);
  leaving.abort();
  await ended;
  await expect.poll(async () => (await read(tenant, { cursor, wait: 1 })).status, { timeout: 10_000 }).toBe(200);
});

it('tells one who is narrowed to chats of the messages in those alone, and of no batch', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id, { network: 'live' });
  const all = await api.narrow(tenant);
  const narrow = await api.narrow(tenant, { policy: { chats: ['+12025550121'] } });
  const cursor = await cursorFromNow(all);
  await sendText(api, all, { device: device.id, to: '+12025550120' });
  const messages = ['+12025550120', '+12025550122'].map((to) => ({ type: 'text', to, text: 'Hello' }));
  const batch = await api.as(all, '/api/v1/messages/batch', json({ device: device.id, messages }));
  await api.as(all, `/api/v1/batches/${String(batch.body['batch_id'])}/cancel`, json({}));
  const { body } = await sendText(api, all, { device: device.id, to: '+12025550121' });
  await untilTold(tenant);
  expect(typesIn(await read(all, { cursor }))).toContain('batch.progress');
  expect(eventsIn(await read(narrow, { cursor }))).toMatchObject([
    { type: 'message.accepted', data: { message: body['id'] } },
  ]);
});
