import { expect, it } from 'vitest';
import { deviceStateNames } from './device-states.ts';
import { deviceWords } from './device-words.ts';

it('says `connected` of no device that is not, and tells one that was never begun from one that needs linking', () => {
  const states = (word: string) => deviceStateNames.filter((state) => deviceWords[state] === word).toSorted();
  expect(states('connected')).toEqual(['connected']);
  expect(states('disconnected')).toEqual(['connecting', 'disconnected', 'needs_human', 'restricted']);
  expect(states('not initialized')).toEqual(['not_started', 'stopped']);
  expect(states('not connected')).toEqual(['banned', 'link_blocked', 'logged_out', 'pairing_code_ready', 'qr_ready']);
});
