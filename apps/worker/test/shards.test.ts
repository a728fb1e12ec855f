import { openRedis } from '@parley/coordination';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { installationAuthor, openStore, type Store } from '@parley/store';
import { testMasterKey } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { createInSession } from '../src/sessions/held.ts';
import { createShardOwner } from '../src/shards/shard-owner.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();

const startProxy = async (url: string) => {
  const proxy = await createTestProxy(url);
  onTestFinished(() => proxy.close());
  return proxy;
};

const openStoreAt = (databaseUrl: string): Store => {
  const store = openStore({ databaseUrl, masterKey: testMasterKey });
  onTestFinished(() => store.close());
  return store;
};

const ownerOver = (store: Store) =>
  createShardOwner({
    store,
    redis: world.redis,
    logger: world.logger,
    createRunner: () => {
      throw new Error('Nobody has anything to do here.');
    },
    leases: () => ({ isMine: () => false, giveUp: () => {} }),
    onOpened: () => {},
  });

it('takes on nothing while its epoch cannot be grown, and waits no longer once the shard is lost', async () => {
  const proxy = await startProxy(world.database.databaseUrl);
  const { owner, open } = ownerOver(openStoreAt(proxy.url));
  await proxy.refuse();
  await expect(owner.onGained('sandbox-00', 'nobody', new AbortController().signal)).rejects.toThrow(/Postgres/);

  await proxy.restore();
  proxy.goSilent();
  const losing = new AbortController();
  const gaining = owner.onGained('sandbox-00', 'nobody', losing.signal);
  losing.abort();
  await expect(gaining).rejects.toThrow('the shard was lost meanwhile');
  expect(open().size).toBe(0);
  await proxy.restore();
});

it('grows the epoch of a shard that Redis had forgotten, and leaves open what is open', async () => {
  const { owner, open } = ownerOver(world.store);
  const { signal } = new AbortController();
  await owner.onGained('sandbox-01', 'nobody', signal);
  const opened = open().get('sandbox-01');
  const first = opened?.shard.epoch ?? 0;
  await owner.onGained('sandbox-01', 'reclaimed', signal);
  expect(open().get('sandbox-01')).toBe(opened);
  expect(opened?.shard.epoch).toBe(first + 1);
  await owner.onLost('sandbox-01', 'handed_over', signal);
  expect(open().size).toBe(0);
});

it('refuses no write of ours while a shard that is open is gained anew', async () => {
  const { owner, open } = ownerOver(world.store);
  const inSession = createInSession(world.store, () => {});
  const { signal } = new AbortController();
  const { id: deviceId } = await world.addDevice();
  const { shard: name } = await world.find(deviceId);
  await owner.onGained(name, 'nobody', signal);
  const shard = open().get(name)?.shard;
  if (shard === undefined) throw new Error('The shard is not open.');
  const held = { tenantId: world.tenantId, deviceId, shard };
  const write = () => inSession(held, ({ vault }) => vault.commit([{ kind: 'a', id: 'b', value: Buffer.of(1) }]));
  for (let turn = 0; turn < 20; turn += 1) {
    const writing = [write(), write(), write()];
    await owner.onGained(name, 'reclaimed', signal);
    await expect(Promise.all(writing)).resolves.toHaveLength(3);
  }
  await owner.onLost(name, 'handed_over', signal);
});

it('is found by nobody any more once its device waits for a person, and is there again when something is wished', async () => {
  const worker = await world.startWorker();
  onTestFinished(() => worker.close());
  const { id } = await world.addConnected();
  expect(worker.find(id)).not.toBeNull();
  await world.wish(id, { kind: 'stop' });
  await world.reached(id, 'stopped');
  await world.soon(async () => expect(worker.find(id)).toBeNull());
  // Nobody is told of this wish: the sweep finds it.
  await world.store.forCaller(installationAuthor(world.tenantId), ({ devices }) =>
    devices.wish({ device: id, wish: { kind: 'restart' } }, { networks: ['sandbox'], devices: null }),
  );
  await world.reached(id, 'connected');
  await world.remove(id);
});

it('hangs up everywhere before another could have its shards, when it is cut off from Redis and from Postgres', async () => {
  const times = { ttlMs: 3_000, holdMs: 1_500, renewEveryMs: 300, lookEveryMs: 50 };
  const toRedis = await startProxy(world.redisUrl);
  const toPostgres = await startProxy(world.database.databaseUrl);
  const redis = openRedis({ url: toRedis.url, logger: world.logger });
  const store = openStoreAt(toPostgres.url);
  const worker = await world.startWorker({ redis, store, leaseTimes: times });
  onTestFinished(async () => {
    await worker.close();
    await redis.close();
  });
  const { phone } = await world.addConnected();
  const connections = async (): Promise<unknown> => world.sandbox.call('GET', `/phones/${phone}`);
  expect(await connections()).toMatchObject({ connections: 1 });

  const cutAt = performance.now();
  toRedis.goSilent();
  toPostgres.goSilent();
  await world.soon(async () => expect(await connections()).toMatchObject({ connections: 0 }));
  expect(performance.now() - cutAt).toBeLessThan(times.ttlMs);
  expect(worker.isStuck()).toBe(false);

  await toRedis.restore();
  await toPostgres.restore();
  await world.soon(async () => expect(await connections()).toMatchObject({ connections: 1 }), 20_000);
}, 60_000);
