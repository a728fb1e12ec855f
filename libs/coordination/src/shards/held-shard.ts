import type { Before, Lease } from './lease.ts';

/** How a shard became ours: who had it before, or `reclaimed`: it was ours, but Redis had forgotten it. */
export type Gain = Before | 'reclaimed';

/**
 * Why a shard is not ours any more: it was handed over as planned; it could not be renewed in time; another has it; the
 * caller could not take it on (its `onGained` failed); the caller gave it up.
 */
export type Loss = 'handed_over' | 'could_not_renew' | 'taken' | 'not_taken_on' | 'given_up';

/**
 * Who acts for the shards. All that is called for one shard is called one after the other.
 *
 * The signal of a shard is aborted once it is lost and anybody else may have it soon: whatever is still open is to be
 * closed at once, whatever is under way left. It is not aborted by a planned hand-over, unless that takes so long that
 * the lease is lost meanwhile.
 */
export type ShardOwner = {
  /** To grow the epoch in Postgres: called for every claim, also once more for a shard that is held (`reclaimed`). The
   * shard is ours when it has resolved. If it rejects, it has to have closed what it opened. */
  onGained: (shard: string, how: Gain, signal: AbortSignal) => Promise<void>;
  /** To close everything of the shard; once it has resolved, another may have it. Called if `onGained` ever resolved. */
  onLost: (shard: string, why: Loss, signal: AbortSignal) => Promise<void>;
};

export type HeldShard = ReturnType<typeof createHeldShard>;

type Options = { lease: Lease; heldUntil: number; owner: ShardOwner; now: () => number };

/** One shard from its claim to its end, by our own clock. What is lost never comes back to life. */
export const createHeldShard = ({ lease, heldUntil, owner, now }: Options) => {
  const { shard } = lease;
  const losing = new AbortController();
  let until = heldUntil;
  let claims = 0;
  let readyClaim = -1;
  let isDoubted = false;
  let wasGained = false;
  let why: Loss | null = null;
  let isClosed = false;
  let lastTurn: Promise<void> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => {});
    return turn;
  };
  const isTooLate = (): boolean => losing.signal.aborted || now() >= until;

  return {
    lease,
    /** Until when we may act, unless it is renewed. */
    until: () => until,
    /** Whether the lease is lost, or must be taken for lost. */
    isTooLate,
    /** Why it comes to an end, if it does. */
    why: () => why,
    /** Whether its epoch is still to come, and it is not about to end. */
    isPending: () => why === null && readyClaim !== claims,
    /** Whether its lease is to be renewed: until the owner has closed everything. */
    isToBeRenewed: () => !isClosed && !isTooLate(),
    /** Whether it may be acted for, at this very moment: in a planned hand-over until all is closed. */
    isMine: () =>
      readyClaim === claims && !isDoubted && !isClosed && (why === null || why === 'handed_over') && !isTooLate(),
    /** It was renewed; what is too late is too late, though. */
    renewUntil(time: number): void {
      if (!isTooLate()) until = Math.max(until, time);
    },
    /** Redis has forgotten it: nobody acts for it until it is gained once more. */
    doubt(): void {
      isDoubted = true;
    },
    isDoubted: () => isDoubted,
    /** Rejects if the owner could not take it on. */
    gain(how: Gain): Promise<void> {
      isDoubted = false;
      claims += 1;
      const claim = claims;
      return inTurn(async () => {
        if (why !== null || claim !== claims) return;
        await owner.onGained(shard, how, losing.signal);
        wasGained = true;
        readyClaim = claim;
      });
    },
    /** Begins its end, or turns one under way into a loss. The first call resolves once the owner has closed all. */
    async end(cause: Loss): Promise<void> {
      const isFirst = why === null;
      why ??= cause;
      if (cause === 'could_not_renew' || cause === 'taken') losing.abort();
      if (!isFirst) return;
      try {
        await inTurn(async () => (wasGained ? owner.onLost(shard, cause, losing.signal) : undefined));
      } finally {
        isClosed = true;
      }
    },
  };
};
