import { changeDevice } from '@parley/contract';
import { expect, it } from 'vitest';
import { findFaults } from '../api/use-ask.ts';
import { paceWords, toPace } from './pace.ts';

const faultsOf = (typed: string) =>
  findFaults(changeDevice, { device: '12025550001', messages_per_minute: toPace(typed) })?.errors;

it('takes nothing typed for the usual pace', () => {
  expect(toPace(' ')).toBeNull();
  expect(faultsOf('')).toBeUndefined();
  expect(faultsOf('30')).toBeUndefined();
});

it.each(['fast', '0', '1.5', '-1', '601'])('leaves it to the contract to refuse %s', (typed) => {
  expect(faultsOf(typed)).toHaveProperty('messages_per_minute');
});

it('says the pace in words', () => {
  expect([null, 1, 30].map((pace) => paceWords({ messages_per_minute: pace }))).toEqual([
    'the usual one',
    '1 message a minute',
    '30 messages a minute',
  ]);
});
