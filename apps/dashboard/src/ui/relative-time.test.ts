import { expect, it } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = new Date('2026-03-01T12:00:00Z');

it.each([
  ['2026-03-01T12:00:00Z', 'just now'],
  ['2026-03-01T11:59:01Z', 'just now'],
  ['2026-03-01T11:59:00Z', '1 minute ago'],
  ['2026-03-01T11:57:00Z', '3 minutes ago'],
  ['2026-03-01T11:00:01Z', '59 minutes ago'],
  ['2026-03-01T09:30:00Z', '2 hours ago'],
  ['2026-02-27T12:00:00Z', '2 days ago'],
  ['2026-01-29T12:00:00Z', '31 days ago'],
  ['2025-12-01T12:00:00Z', '3 months ago'],
  ['2024-01-01T00:00:00Z', '2 years ago'],
  ['2026-03-01T12:00:30Z', 'in less than a minute'],
  ['2026-03-08T12:00:00Z', 'in 7 days'],
  ['2026-03-08T11:59:50Z', 'in 7 days'],
  ['2026-03-08T11:50:00Z', 'in 6 days'],
  ['2026-03-31T12:00:00Z', 'in 30 days'],
  ['2027-03-01T12:00:00Z', 'in 12 months'],
])('says of %s: %s', (time, said) => {
  expect(relativeTime(new Date(time), now)).toBe(said);
});
