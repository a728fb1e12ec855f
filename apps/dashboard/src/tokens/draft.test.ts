import { createToken, newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { fieldErrors } from '../api/field-errors.ts';
import { findFaults } from '../api/use-ask.ts';
import { emptyDraft, toInput } from './draft.ts';

const now = new Date();

it('asks for a profile, or for the single scopes, and never for both', () => {
  expect(toInput({ ...emptyDraft, name: 'x', scopes: ['audit:read'] }, now)).toEqual({
    name: 'x',
    network: 'live',
    profile: 'sender',
  });
  expect(toInput({ ...emptyDraft, name: 'x', profile: null, scopes: ['audit:read'] }, now)).toEqual({
    name: 'x',
    network: 'live',
    scopes: ['audit:read'],
  });
});

it('counts the days of its life from now', () => {
  const { expires_at } = toInput({ ...emptyDraft, expiresInDays: 7 }, new Date('2026-03-01T12:00:00Z'));
  expect(expires_at).toBe('2026-03-08T12:00:00.000Z');
});

it('takes addresses apart however they were typed', () => {
  const { ips } = toInput({ ...emptyDraft, ips: ' 203.0.113.7\n2001:db8::/32, 198.51.100.0/24 ' }, now);
  expect(ips).toEqual(['203.0.113.7', '2001:db8::/32', '198.51.100.0/24']);
});

it('narrows a token to the devices that were chosen, and to none where none was', () => {
  const device = newId('dev');
  expect(toInput({ ...emptyDraft, devices: [device] }, now).devices).toEqual([device]);
  expect(toInput(emptyDraft, now)).not.toHaveProperty('devices');
});

it('asks for nothing that the api would refuse', () => {
  expect(findFaults(createToken, toInput({ ...emptyDraft, name: 'reports' }, now))).toBeNull();
});

it('finds what is wrong by the rules of the contract before anything is sent', () => {
  const wrong = findFaults(createToken, toInput({ ...emptyDraft, profile: null, ips: 'here' }, now));
  expect(fieldErrors(wrong, 'name')).toEqual(['Must not be empty.']);
  expect(fieldErrors(wrong, 'scopes')).toEqual(['Must not be empty.']);
  expect(fieldErrors(wrong, 'ips')).toEqual(['Number 1 must be an IP address or a range like 203.0.113.0/24.']);
});
