import { addDevice } from '@parley/contract';
import { expect, it } from 'vitest';
import { fieldErrors } from '../api/field-errors.ts';
import { findFaults } from '../api/use-ask.ts';
import { emptyDraft, toInput } from './device-draft.ts';

it('asks for nothing that was left empty', () => {
  const input = toInput({ ...emptyDraft, name: 'Shop', phone: ' ', proxy: '' });
  expect(input).toEqual({ name: 'Shop', network: 'live' });
  expect(findFaults(addDevice, input)).toBeNull();
});

it('takes a number as people write it, and says what is wrong before anything is sent', () => {
  const draft = { ...emptyDraft, name: 'Shop', phone: '+49 (151) 123-45678', proxy: ' socks5://proxy.example:1080 ' };
  expect(findFaults(addDevice, toInput(draft))).toBeNull();
  const wrong = findFaults(addDevice, toInput({ ...draft, name: '', phone: 'mine', proxy: 'ftp://x' }));
  expect(fieldErrors(wrong, 'name')).toEqual(['Must not be empty.']);
  expect(fieldErrors(wrong, 'phone')).toEqual(['Must be a phone number with its country code, like +49 151 12345678.']);
  expect(fieldErrors(wrong, 'proxy')).toEqual(['Must be an http, https or socks5 URL.']);
});
