import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createReachoutLock } from './reachout-lock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const open = () => {
  const lock = createReachoutLock();
  const told: string[] = [];
  const opened = (): void => lock.opened(({ condition }) => told.push(condition.reason));
  opened();
  return { ...lock, told, opened: () => opened() };
};
const inMs = (ms: number): Date => new Date(Date.now() + ms);

it('is over when the server said that it would be, though nobody says so then', () => {
  const { told, changed } = open();
  changed({ isLocked: true, until: inMs(40 * 86_400_000) });
  changed({ isLocked: true, until: inMs(40 * 86_400_000) });
  vi.advanceTimersByTime(39 * 86_400_000);
  expect(told).toEqual(['connected', 'reachout_locked']);
  vi.advanceTimersByTime(86_400_000);
  expect(told).toEqual(['connected', 'reachout_locked', 'connected']);
});

it('is remembered by the next connection', () => {
  const { told, changed, closed, opened } = open();
  changed({ isLocked: true, until: inMs(60_000) });
  closed();
  vi.advanceTimersByTime(30_000);
  opened();
  expect(told).toEqual(['connected', 'reachout_locked', 'reachout_locked']);
  closed();
  vi.advanceTimersByTime(30_000);
  expect(told).toHaveLength(3);
  opened();
  expect(told.at(-1)).toBe('connected');
});

it('of which nobody knows the end is forgotten with its connection', () => {
  const { told, changed, closed, opened } = open();
  changed({ isLocked: true, until: null });
  vi.advanceTimersByTime(86_400_000);
  expect(told.at(-1)).toBe('reachout_locked');
  closed();
  opened();
  expect(told.at(-1)).toBe('connected');
});
