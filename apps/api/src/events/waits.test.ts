import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { createWaits } from './waits.ts';

const tenantId = newId('ten');
const token = (of = tenantId) => ({
  tenantId: of,
  by: { kind: 'token' as const, id: newId('tok'), network: 'live' as const, expiresAt: null },
});
const here = () => new AbortController();

it('lets in so many of one, and so many of all, and others once they have left', () => {
  const waits = createWaits({ ofOne: 2, ofTenant: 9, ofAll: 3 });
  const [one, other] = [token(), token()];
  const [first, last] = [here(), here()];
  waits.enter(one, first.signal);
  waits.enter(one, here().signal);
  expect(() => waits.enter(one, here().signal)).toThrow();
  waits.enter(other, last.signal);
  expect(() => waits.enter(token(), here().signal)).toThrow();
  first.abort();
  waits.enter(one, here().signal);
  expect(() => waits.enter(other, here().signal)).toThrow();
  last.abort();
  waits.enter(other, here().signal);
});

it('lets one tenant fill only its own share, by however many tokens', () => {
  const waits = createWaits({ ofOne: 2, ofTenant: 3, ofAll: 9 });
  const leaving = here();
  for (const gone of [leaving, here(), here()]) waits.enter(token(), gone.signal);
  expect(() => waits.enter(token(), here().signal)).toThrow();
  waits.enter(token(newId('ten')), here().signal);
  leaving.abort();
  waits.enter(token(), here().signal);
  expect(() => waits.enter(token(), here().signal)).toThrow();
});

it('is over for whoever has left, and for all once nobody shall wait any more', () => {
  const waits = createWaits();
  const leaving = here();
  const [left, stays] = [waits.enter(token(), leaving.signal), waits.enter(token(), here().signal)];
  leaving.abort();
  expect([left.aborted, stays.aborted]).toEqual([true, false]);
  waits.close();
  expect([stays.aborted, waits.enter(token(), here().signal).aborted]).toEqual([true, true]);
});
