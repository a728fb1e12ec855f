import { expect, it } from 'vitest';
import { everything, toInput } from './span.ts';

it('asks for nothing that was not chosen', () => {
  expect(toInput(everything)).toEqual({});
});

it('asks for the device and the days that were chosen', () => {
  const span = { device: 'dev_01jd3kabcdefghjkmnpqrstvwx', from: '2026-11-01', to: '2026-11-30' };
  expect(toInput(span)).toEqual(span);
});

it('takes no day for one that is still being typed', () => {
  expect(toInput({ ...everything, from: '0202-11-01', to: '2026-11' })).toEqual({});
});
