import { expect, it } from 'vitest';
import { createRecovery } from './recovery.ts';
import { usualRecoveryTimes } from './recovery-times.ts';

const minute = 60_000;

/** A recovery by a clock that goes only when it is told to. */
const startRecovery = () => {
  let at = 1_000_000;
  const recovery = createRecovery({ times: usualRecoveryTimes, now: () => at });
  return {
    ...recovery,
    pass: (ms: number) => {
      at += ms;
    },
    /** Waits until something is due, and takes it; answers what and after how long. */
    takeNext: () => {
      const due = recovery.due();
      if (due === null) return null;
      at += due.inMs;
      const { step, inMs } = recovery.due() ?? due;
      expect(inMs).toBe(0);
      recovery.took(step);
      return [step, due.inMs / minute];
    },
  };
};

it('asks again twice, restarts, asks once more, and then leaves it to a person', () => {
  const recovery = startRecovery();
  recovery.connected();
  expect(recovery.due()).toBeNull();
  recovery.troubled();
  expect(recovery.takeNext()).toEqual(['resync', 3]);
  recovery.resyncedInVain();
  expect(recovery.takeNext()).toEqual(['resync', 5]);
  recovery.resyncedInVain();
  expect(recovery.takeNext()).toEqual(['restart', 0]);
  recovery.away();
  expect(recovery.due()).toBeNull();
  recovery.connecting();
  recovery.connected();
  expect(recovery.takeNext()).toEqual(['resync', 5]);
  recovery.resyncedInVain();
  expect(recovery.takeNext()).toEqual(['ask_person', 0]);
});

it('takes trouble right after a connection was opened for none yet, and what was over by then for none at all', () => {
  const recovery = startRecovery();
  recovery.connected();
  recovery.troubled();
  expect(recovery.due()).toMatchObject({ inMs: 3 * minute });
  recovery.pass(2 * minute);
  expect(recovery.due()).toMatchObject({ inMs: minute });
  recovery.untroubled();
  expect(recovery.due()).toBeNull();
  recovery.pass(10 * minute);
  recovery.troubled();
  expect(recovery.due()).toMatchObject({ step: 'resync', inMs: 0 });
});

it('does not restart what went well each time it was asked for, however often', () => {
  const recovery = startRecovery();
  recovery.connected();
  recovery.pass(10 * minute);
  for (const afterMinutes of [0, 5, 5, 5]) {
    recovery.troubled();
    expect(recovery.takeNext()).toEqual(['resync', afterMinutes]);
    recovery.untroubled();
  }
});

it('forgets what it tried when it is long ago, or a person takes it up', () => {
  const recovery = startRecovery();
  const tryTwice = () => {
    recovery.troubled();
    recovery.takeNext();
    recovery.resyncedInVain();
    recovery.takeNext();
    recovery.resyncedInVain();
  };
  recovery.connected();
  tryTwice();
  recovery.forget();
  expect(recovery.due()).toMatchObject({ step: 'resync', inMs: 0 });
  tryTwice();
  expect(recovery.takeNext()).toEqual(['restart', 0]);
  recovery.untroubled();
  recovery.pass(16 * minute);
  tryTwice();
  expect(recovery.takeNext()).toEqual(['restart', 0]);
});

it('restarts who is not connected in time, however often, and asks no person about it', () => {
  const recovery = startRecovery();
  for (let tries = 0; tries < 5; tries += 1) {
    recovery.connecting();
    recovery.pass(10_000);
    recovery.connecting();
    expect(recovery.due()).toEqual({ step: 'restart', trouble: 'not_connecting', inMs: 20_000 });
    expect(recovery.takeNext()).toEqual(['restart', 1 / 3]);
    recovery.away();
  }
  recovery.connecting();
  recovery.away();
  expect(recovery.due()).toBeNull();
});
