import { expect, it } from 'vitest';
import { createKeys } from './keys.ts';

it('keeps the key of a request that may have been lost', () => {
  const { keyFor } = createKeys();
  expect(keyFor('a')).toBe(keyFor('a'));
  expect(keyFor('a')).toMatch(/^[\da-f]{32}$/);
});

it('gives another one to another request, and to the same one after it was answered', () => {
  const { keyFor, forget } = createKeys();
  const first = keyFor('a');
  expect(keyFor('b')).not.toBe(first);
  const again = keyFor('a');
  forget();
  expect(keyFor('a')).not.toBe(again);
});
