/** How patient we are with a device in trouble, in milliseconds. */
export type RecoveryTimes = {
  /** So long after a connection was opened, what is not in step yet is no trouble: it may still be on its way. */
  readinessGraceMs: number;
  /** At least so long between two times that everything is asked for again. */
  resyncCoolDownMs: number;
  /** After so many times in vain within the window, the session is started again. */
  resyncsInVain: number;
  windowMs: number;
  /** Who is not connected so long after it began to connect is started again. */
  connectWatchMs: number;
  /** Between the first tries to connect, and between the last. */
  firstWaitMs: number;
  mostWaitMs: number;
  /** The same where another program has the connection: whoever takes it back at once is only thrown out again. */
  firstReplacedWaitMs: number;
  mostReplacedWaitMs: number;
  /** After so long a connection, what went wrong before counts no more. */
  steadyMs: number;
  /** So long after it was asked for, a linking that came to nothing is begun once more. */
  linkingMs: number;
  /** So long we try to tell the phone that its device is unlinked. */
  farewellMs: number;
};

export const usualRecoveryTimes: RecoveryTimes = {
  readinessGraceMs: 180_000,
  resyncCoolDownMs: 300_000,
  resyncsInVain: 2,
  windowMs: 900_000,
  connectWatchMs: 30_000,
  firstWaitMs: 1_000,
  mostWaitMs: 60_000,
  firstReplacedWaitMs: 5_000,
  mostReplacedWaitMs: 600_000,
  steadyMs: 60_000,
  linkingMs: 600_000,
  farewellMs: 10_000,
};
