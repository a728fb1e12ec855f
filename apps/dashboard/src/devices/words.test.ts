import { type Device, type DeviceState, deviceStateNames, newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { pendingWords, waysOf } from './words.ts';

const deviceIn = (state: DeviceState, wish: Device['wish'] = null): Device => ({
  id: newId('dev'),
  name: 'Shop',
  phone: null,
  network: 'live',
  state,
  reason: '',
  message: '',
  user_action: null,
  since: '2026-03-01T12:00:00Z',
  until: null,
  wish,
  proxy: null,
  event_log: false,
  messages_per_minute: null,
  shows_typing: false,
  created_at: '2026-03-01T12:00:00Z',
});

it.each(deviceStateNames)('offers something to do with a device that is %s, and nothing twice', (state) => {
  const { canLink, isLinking, isLinked } = waysOf(deviceIn(state));
  expect(canLink || isLinking || isLinked).toBe(true);
  expect(isLinking && (canLink || isLinked)).toBe(false);
});

it('offers no second linking while one was asked for', () => {
  expect(waysOf(deviceIn('not_started', 'link'))).toEqual({ canLink: false, isLinking: true, isLinked: false });
});

it('says that a wish waits for a worker until somebody is seen at it', () => {
  expect(pendingWords(deviceIn('not_started'))).toBeNull();
  expect(pendingWords(deviceIn('not_started', 'link'))).toContain('Asked to link');
  expect(pendingWords(deviceIn('qr_ready', 'link'))).toBeNull();
  expect(pendingWords(deviceIn('qr_ready', 'unlink'))).toContain('Asked to unlink');
  expect(pendingWords(deviceIn('connected', 'restart'))).toContain('Asked to restart');
});
