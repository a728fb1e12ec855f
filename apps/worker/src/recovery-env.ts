import { envPositive } from '@parley/runtime';
import type { z } from 'zod';
import { type RecoveryTimes, usualRecoveryTimes as usual } from './sessions/recovery-times.ts';

/** How patient a worker is with a device in trouble; part of its settings. */
export const recoveryEnv = {
  READINESS_GRACE_MS: envPositive
    .default(usual.readinessGraceMs)
    .describe('How long after a connection is opened what is not in step yet is no trouble, in milliseconds.'),
  RESYNC_COOL_DOWN_MS: envPositive
    .default(usual.resyncCoolDownMs)
    .describe('How long at least between two times that a device asks for everything again, in milliseconds.'),
  RESYNCS_IN_VAIN: envPositive
    .default(usual.resyncsInVain)
    .describe('After how many of them in vain, within RECOVERY_WINDOW_MS, a session is started again.'),
  RECOVERY_WINDOW_MS: envPositive
    .default(usual.windowMs)
    .describe('How long what was tried in vain is remembered, in milliseconds.'),
  CONNECT_WATCH_MS: envPositive
    .default(usual.connectWatchMs)
    .describe('After how long a session that connects, and is not connected, is started again, in milliseconds.'),
  FIRST_WAIT_MS: envPositive
    .default(usual.firstWaitMs)
    .describe('How long a device waits before it connects again, the first time, in milliseconds.'),
  MOST_WAIT_MS: envPositive
    .default(usual.mostWaitMs)
    .describe('How long it waits at most; each time is twice the one before, in milliseconds.'),
  FIRST_REPLACED_WAIT_MS: envPositive
    .default(usual.firstReplacedWaitMs)
    .describe('The same for a device whose connection another program took, the first time, in milliseconds.'),
  MOST_REPLACED_WAIT_MS: envPositive
    .default(usual.mostReplacedWaitMs)
    .describe('The same for a device whose connection another program took, at most, in milliseconds.'),
  STEADY_MS: envPositive
    .default(usual.steadyMs)
    .describe('After how long a connection what went wrong before counts no more, in milliseconds.'),
  LINKING_MS: envPositive
    .default(usual.linkingMs)
    .describe('How long after it was asked for a linking that came to nothing is begun once more, in milliseconds.'),
  FAREWELL_MS: envPositive
    .default(usual.farewellMs)
    .describe('How long a worker tries to tell a phone that its device is unlinked, in milliseconds.'),
};

export const recoveryTimesOf = (settings: z.output<z.ZodObject<typeof recoveryEnv>>): RecoveryTimes => ({
  readinessGraceMs: settings.READINESS_GRACE_MS,
  resyncCoolDownMs: settings.RESYNC_COOL_DOWN_MS,
  resyncsInVain: settings.RESYNCS_IN_VAIN,
  windowMs: settings.RECOVERY_WINDOW_MS,
  connectWatchMs: settings.CONNECT_WATCH_MS,
  firstWaitMs: settings.FIRST_WAIT_MS,
  mostWaitMs: settings.MOST_WAIT_MS,
  firstReplacedWaitMs: settings.FIRST_REPLACED_WAIT_MS,
  mostReplacedWaitMs: settings.MOST_REPLACED_WAIT_MS,
  steadyMs: settings.STEADY_MS,
  linkingMs: settings.LINKING_MS,
  farewellMs: settings.FAREWELL_MS,
});
