import { expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { createLedger } from './ledger.ts';
import { createLive } from './live.ts';

it('forgets the oldest when there are too many, and still knows since when', () => {
  const ledger = createLedger(createClock(), createLive(), 10);
  for (let count = 1; count <= 100; count += 1) ledger.write({ kind: 'connect', account: null, connection: count });
  const kept = ledger.since(0);
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(kept.length).toBeLessThanOrEqual(12);
  expect(kept.at(-1)).toMatchObject({ seq: 100, connection: 100 });
  expect(ledger.since(98).map(({ seq }) => seq)).toEqual([99, 100]);
  expect(ledger.since(100)).toEqual([]);
});
