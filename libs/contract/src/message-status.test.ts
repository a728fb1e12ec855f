import { expect, it } from 'vitest';
import { failures } from './failures.ts';
import {
  advance,
  balanceColumnOf,
  evidence,
  isFinal,
  messageFailures,
  type MessageStatus,
  messageStatuses,
  openStatuses,
} from './message-status.ts';

const pairs = messageStatuses.flatMap((current) => messageStatuses.map((next) => [current, next] as const));

/** Every order in which these can be heard. */
const orders = <T>(all: readonly T[]): T[][] =>
  all.length <= 1 ? [[...all]] : all.flatMap((first, n) => orders(all.toSpliced(n, 1)).map((rest) => [first, ...rest]));

const hear = (from: MessageStatus, heard: readonly MessageStatus[]): MessageStatus => heard.reduce(advance, from);

it('goes forward only, by whatever is heard and however often', () => {
  for (const [current, next] of pairs) {
    const after = advance(current, next);
    expect([current, next], `${current} → ${next}`).toContain(after);
    expect(advance(after, next), `${current} → ${next}, again`).toBe(after);
    // What it went away from never brings it back.
    expect(advance(after, current), `${current} → ${next} → ${current}`).toBe(after);
  }
});

it('comes to the same, in whatever order it is heard', () => {
  const heard: MessageStatus[] = ['sending', 'unknown', 'failed', 'sent', 'read'];
  const ends = orders(heard).map((order) => hear('queued', order));
  expect(new Set(ends)).toEqual(new Set(['read']));
});

it('believes WhatsApp, whatever we took it for before', () => {
  for (const current of [...openStatuses, 'failed'] as const)
    for (const said of evidence) expect(advance(current, said)).toBe(said);
  for (const [place, said] of evidence.entries())
    for (const less of [...openStatuses, 'failed', ...evidence.slice(0, place)] as const)
      expect(advance(said, less)).toBe(said);
});

it('brings nothing back that was canceled, has expired or was received', () => {
  for (const over of ['canceled', 'expired', 'received'] as const)
    for (const next of messageStatuses) expect(advance(over, next)).toBe(over);
});

it('counts a message in one column, whatever it is: open as pending, sent as successful, and all else as failed', () => {
  expect(Object.fromEntries(messageStatuses.map((status) => [status, balanceColumnOf(status)]))).toEqual({
    held: 'pending',
    queued: 'pending',
    sending: 'pending',
    unknown: 'pending',
    sent: 'successful',
    delivered: 'successful',
    read: 'successful',
    played: 'successful',
    failed: 'failed',
    canceled: 'failed',
    expired: 'failed',
    received: 'failed',
  });
});

it('is final where nothing more is done about it', () => {
  expect(messageStatuses.filter((status) => !isFinal(status))).toEqual([...openStatuses]);
});

it('has a sentence for every failure, and says what to do', () => {
  for (const code of messageFailures) expect(failures[code].action).not.toBe('');
});
