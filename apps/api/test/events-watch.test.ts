import { newId, type TenantId } from '@parley/contract';
import { createSignals, openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { expect, inject, it, onTestFinished } from 'vitest';
import { createWatch } from '../src/events/watch.ts';

const logger = createLogger({ process: 'test', level: 'silent' });

const watching = async ({ refused = false } = {}) => {
  const proxy = await createTestProxy(inject('redisUrl'));
  if (refused) await proxy.refuse();
  const redis = openRedis({ url: proxy.url, logger });
  const leaving = new AbortController();
  onTestFinished(async () => {
    leaving.abort();
    await redis.close();
    await proxy.close();
  });
  const signals = createSignals({ redis });
  const tenantId: TenantId = newId('ten');
  return {
    leave: () => leaving.abort(),
    tell: () => signals.tell(tenantId),
    watch: createWatch({ signals, tenantId, over: leaving.signal }),
  };
};

/** Finds something from its so-many-th look on, and says how often it was asked. */
const findsAt = (place: number) => {
  let looks = 0;
  return { looks: () => looks, look: async () => ((looks += 1) >= place ? 'found' : null) };
};

it('looks again as soon as it is told, and a few times more', async () => {
  const { watch, tell } = await watching();
  // What begins the listening makes it look as well.
  await watch(findsAt(2).look, 10_000);
  const { look } = findsAt(4);
  const startedAt = performance.now();
  const watched = watch(look, 10_000);
  tell();
  expect(await watched).toBe('found');
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it('looks every second while Redis is away', async () => {
  const { watch } = await watching({ refused: true });
  const startedAt = performance.now();
  expect(await watch(findsAt(3).look, 10_000)).toBe('found');
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

it('ends with its time, with a last look', async () => {
  const { watch } = await watching({ refused: true });
  expect(await watch(findsAt(2).look, 100)).toBe('found');
  expect(await watch(findsAt(99).look, 100)).toBe(null);
});

it('ends at once for whoever leaves', async () => {
  const { watch, leave } = await watching();
  const { look, looks } = findsAt(Number.POSITIVE_INFINITY);
  const watched = watch(look, 60_000);
  await expect.poll(looks).toBeGreaterThan(0);
  leave();
  expect(await watched).toBe(null);
});
