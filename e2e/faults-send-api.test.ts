import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toUuid } from '@parley/contract';
import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { asOwner } from '@parley/store/test-database';
import { expect, it, onTestFinished, vi } from 'vitest';
import { json, startTestApi } from '../apps/api/test/test-api.ts';
import { provisionDevices } from '../tools/stack/provision-devices.ts';
import { startApiProcess } from './api-process.ts';
import { type HeldUp, holdCommits, holdUp } from './hold-up.ts';

// An api dies while it accepts a message, and its client asks two others with the same key, ten times at once.

const api = await startTestApi();
const { databaseUrl, redisUrl } = api;

type Place = { device: string; to: string };

/** Where it stands when it is killed, and how many of ten are then answered as it would have been. */
const places: [where: string, hold: (device: string) => Promise<HeldUp>, replays: number][] = [
  [
    'before its commit',
    (device) => holdUp(databaseUrl, 'select 1 from balances where device_id = $1 for update', [device]),
    9,
  ],
  ['in its commit', () => holdCommits(databaseUrl, { lock: 7, on: 'insert', when: 'true' }), 10],
];

it.each(places)('accepts one message when an api is killed %s and ten ask again', async (_where, hold, replays) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-api-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sandbox = await startTestSandbox();
  onTestFinished(() => sandbox.stop());
  const tenant = await api.createTenant();
  const [device] = await provisionDevices({ store: api.store, tenantId: tenant.id, sandbox }, 1);
  if (device === undefined) throw new Error('There is a device.');
  const asked: Place & { text: string } = { device: device.id, to: '+4915211111111', text: 'only once' };
  // Its day has a balance, and the api that is not killed has been asked before.
  expect(await api.as(tenant, '/api/v1/messages/text', json({ ...asked, text: 'before' }))).toMatchObject({
    status: 202,
  });
  const another = await api.startAnother();
  const doomed = await startApiProcess(folder, { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  const held = await hold(toUuid(device.id));

  const withKey = { ...json(asked), headers: { 'content-type': 'application/json', 'idempotency-key': 'a-key' } };
  const unanswered = fetch(`${doomed.url}/t/${tenant.name}/api/v1/messages/text`, {
    ...withKey,
    headers: { ...withKey.headers, 'access-token': tenant.token },
  }).then(
    () => 'answered',
    () => 'unanswered',
  );
  await vi.waitFor(async () => expect(await held.isWaitedFor()).toBe(true), 10_000);
  const again = Array.from({ length: 10 }, (_, index) =>
    (index % 2 === 0 ? api : another).as(tenant, '/api/v1/messages/text', withKey),
  );
  // It, and some of them at both.
  await vi.waitFor(async () => expect(await countWaiting()).toBeGreaterThanOrEqual(7), 10_000);
  process.kill(doomed.pid, 'SIGKILL');
  await doomed.exited;
  await held.letGo();

  expect(await unanswered).toBe('unanswered');
  const answers = await Promise.all(again);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
  expect(replayed).toHaveLength(replays);
  const { body } = await api.as(tenant, `/api/v1/messages/${String(answers[0]?.body['id'])}`);
  expect(body).toMatchObject({ text: 'only once', whatsapp_id: answers[0]?.body['whatsapp_id'] });
  expect(await countMessages(toUuid(tenant.id))).toBe(2);
  expect((await api.store.forInstallation(({ checkBalances }) => checkBalances())).faults).toEqual([]);
});

const countWaiting = (): Promise<number> =>
  asOwner(databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ count: number }>(
      `select count(distinct pid)::int as count from pg_locks
       where not granted and (database is null or database = (select oid from pg_database where datname = current_database()))`,
    );
    return rows[0]?.count ?? 0;
  });

const countMessages = (tenantUuid: string): Promise<number> =>
  asOwner(databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ count: number }>(
      'select count(*)::int as count from messages where tenant_id = $1',
      [tenantUuid],
    );
    return rows[0]?.count ?? 0;
  });
