import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usualTimes } from './session-times.ts';
import { watchSilence } from './watch-silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const times = { ...usualTimes, openMs: 1000, keepAliveMs: 300, deafMarginMs: 100 };

const watch = () => {
  const ws = new EventEmitter();
  const silent = vi.fn();
  return { ws, silent, ...watchSilence({ ws }, times, silent) };
};
it('lets live what is heard of now and then', () => {
  const { ws, silent, begun } = watch();
  begun();
  for (let at = 0; at < 20; at += 1) {
    vi.advanceTimersByTime(350);
    ws.emit('frame');
  }
  expect(silent).not.toHaveBeenCalled();
});

it('gives up what is silent for longer than a keep-alive and its margin, once', () => {
  const { silent, begun } = watch();
  begun();
  vi.advanceTimersByTime(400);
  expect(silent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5000);
  expect(silent).toHaveBeenCalledTimes(1);
});

it('gives up what is heard of but gets nowhere', () => {
  const { ws, silent } = watch();
  for (let at = 0; at < 20; at += 1) {
    vi.advanceTimersByTime(100);
    ws.emit('frame');
  }
  expect(silent).toHaveBeenCalledTimes(1);
});

it('has new patience for what begins again', () => {
  const { ws, silent, begun, beginAgain } = watch();
  begun();
  beginAgain();
  vi.advanceTimersByTime(350);
  ws.emit('frame');
  expect(silent).not.toHaveBeenCalled();
  for (let at = 0; at < 3; at += 1) {
    vi.advanceTimersByTime(350);
    ws.emit('frame');
  }
  expect(silent).toHaveBeenCalledTimes(1);
});

it('does not take its own sleep for silence of the other side', () => {
  const { ws, silent, begun } = watch();
  begun();
  vi.advanceTimersByTime(100);
  // The process stood still: the clock went on, and nothing ran.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  vi.advanceTimersByTime(100);
  vi.mocked(performance.now).mockRestore();
  ws.emit('frame');
  expect(silent).not.toHaveBeenCalled();
});

it('says nothing once it is stopped', () => {
  const { silent, stop } = watch();
  stop();
  vi.advanceTimersByTime(60_000);
  expect(silent).not.toHaveBeenCalled();
});
