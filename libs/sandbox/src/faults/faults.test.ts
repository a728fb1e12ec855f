import { expect, it } from 'vitest';
import { createFaults } from './faults.ts';

it('strikes whom and what it names, and nobody else', () => {
  const faults = createFaults();
  faults.add({ match: { account: '1', contact: '2', stanza: 'usync' }, action: 'no-answer' });
  const meant = { account: '1', contact: ['3', '2'], stanza: ['usync', 'iq'] };
  expect(faults.strike('no-answer', meant)).toMatchObject({ action: 'no-answer', struck: 1 });
  expect(faults.strike('close', meant)).toBeNull();
  expect(faults.strike('no-answer', { ...meant, account: '4' })).toBeNull();
  expect(faults.strike('no-answer', { ...meant, contact: '3' })).toBeNull();
  expect(faults.strike('no-answer', { ...meant, stanza: ['prekeys', 'iq'] })).toBeNull();
  expect(faults.strike('no-answer', { account: '1' })).toBeNull();
});

it('asks who it may be where nobody has said so', () => {
  const faults = createFaults();
  faults.add({ match: { account: '1' }, action: 'refuse-upgrade' });
  expect(faults.strike('refuse-upgrade', { account: (phone) => phone === '2' })).toBeNull();
  expect(faults.strike('refuse-upgrade', { account: (phone) => phone === '1' })).not.toBeNull();
});

it('is gone once it has struck as often as it was to, and counts until then', () => {
  const faults = createFaults();
  faults.add({ match: {}, action: 'nack', times: 2 });
  expect(faults.strike('nack', {})).not.toBeNull();
  expect(faults.list()).toMatchObject([{ times: 1, struck: 1 }]);
  expect(faults.strike('nack', {})).not.toBeNull();
  expect(faults.list()).toEqual([]);
  expect(faults.isEmpty()).toBe(true);
  expect(faults.strike('nack', {})).toBeNull();
});

it('lets the oldest strike first, and the next when that is used up', () => {
  const faults = createFaults();
  faults.add({ match: {}, action: 'nack', code: 400, times: 1 });
  faults.add({ match: {}, action: 'nack', code: 479 });
  expect([1, 2, 3].map(() => faults.strike('nack', {})?.code)).toEqual([400, 479, 479]);
});

it('strikes as likely as it says', () => {
  const drawn = [0.1, 0.49, 0.5, 0.9];
  const faults = createFaults(undefined, () => drawn.shift() ?? 1);
  faults.add({ match: {}, action: 'duplicate', probability: 0.5 });
  expect([1, 2, 3, 4].map(() => faults.strike('duplicate', {}) !== null)).toEqual([true, true, false, false]);
});

it('decides alike in every run where it has a seed', () => {
  const run = (seed: number): boolean[] => {
    const faults = createFaults();
    faults.add({ match: {}, action: 'duplicate', probability: 0.3, seed });
    return Array.from({ length: 200 }, () => faults.strike('duplicate', {}) !== null);
  };
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
  const share = run(7).filter(Boolean).length / 200;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

it('is empty again once cleared', () => {
  const faults = createFaults();
  faults.add({ match: {}, action: 'slow', delayMs: 10 });
  faults.clear();
  expect(faults.strike('slow', {})).toBeNull();
  expect(faults.list()).toEqual([]);
});

it('leaves rules that name neither stanza nor contact alone where only others are meant', () => {
  const faults = createFaults();
  faults.add({ match: { account: '1' }, action: 'garbage-frame' });
  expect(faults.strike('garbage-frame', { account: '1', stanza: ['ib'], isForNamed: true })).toBeNull();
  expect(faults.strike('garbage-frame', { account: '1', stanza: ['ib'] })).not.toBeNull();
  faults.add({ match: { stanza: 'ib' }, action: 'garbage-frame', times: 1 });
  expect(faults.strike('garbage-frame', { account: '1', stanza: ['ib'], isForNamed: true })).toMatchObject({
    match: { stanza: 'ib' },
  });
});
