import { expect, it } from 'vitest';
import { fieldErrors } from './field-errors.ts';

const problem = { message: '', errors: { ip: ['is odd'], ips: ['is too long'], 'ips.1': ['must be an IP address'] } };

it('says what is wrong with a field and with what stands inside it, and nothing of another field', () => {
  expect(fieldErrors(problem, 'ips')).toEqual(['This is too long.', 'Number 2 must be an IP address.']);
  expect(fieldErrors(problem, 'ip')).toEqual(['This is odd.']);
});

it('says nothing where nothing is wrong', () => {
  expect(fieldErrors(null, 'ips')).toEqual([]);
  expect(fieldErrors({ message: 'No.' }, 'ips')).toEqual([]);
});
