import { expect, it } from 'vitest';
import { createHeldShard, type ShardOwner } from './held-shard.ts';

/** A shard that is held until 100, and what was called for it. */
const createCase = (owner: Partial<ShardOwner> = {}) => {
  let nowMs = 0;
  const calls: string[] = [];
  const one = createHeldShard({
    lease: { shard: 'live-00', mark: 'a:1' },
    heldUntil: 100,
    now: () => nowMs,
    owner: {
      onGained: async (shard, how, signal) => {
        calls.push(how);
        await owner.onGained?.(shard, how, signal);
      },
      onLost: async (shard, why, signal) => {
        calls.push(`${why}${signal.aborted ? ', close at once' : ''}`);
        await owner.onLost?.(shard, why, signal);
      },
    },
  });
  const at = (ms: number): void => {
    nowMs = ms;
  };
  return { one, calls, at };
};

it('is ours from when it was taken on until the clock says that it is too late', async () => {
  const { one, at } = createCase();
  expect(one.isMine()).toBe(false);
  const gained = one.gain('nobody');
  expect([one.isMine(), one.isPending()]).toEqual([false, true]);
  await gained;
  at(99);
  expect([one.isMine(), one.isPending()]).toEqual([true, false]);
  at(100);
  expect([one.isMine(), one.isToBeRenewed()]).toEqual([false, false]);
});

it('is not revived by an answer that comes too late', async () => {
  const { one, at } = createCase();
  await one.gain('nobody');
  at(100);
  one.renewUntil(200);
  expect(one.isMine()).toBe(false);
});

it('is not shortened by an answer that was overtaken', async () => {
  const { one, at } = createCase();
  await one.gain('nobody');
  one.renewUntil(200);
  one.renewUntil(150);
  at(199);
  expect(one.isMine()).toBe(true);
});

it('is nobody to act for while it is in doubt, until it has a new epoch, though an older one comes in meanwhile', async () => {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const { one, calls } = createCase({
    onGained: (_shard, how) => (how === 'reclaimed' ? second.promise : first.promise),
  });
  const gained = one.gain('died');
  one.doubt();
  first.resolve();
  await gained;
  expect([one.isMine(), one.isDoubted()]).toEqual([false, true]);
  const again = one.gain('reclaimed');
  expect([one.isMine(), one.isDoubted()]).toEqual([false, false]);
  second.resolve();
  await again;
  expect(one.isMine()).toBe(true);
  expect(calls).toEqual(['died', 'reclaimed']);
});

it('does not trouble its owner with what was over before it began', async () => {
  const { one, calls } = createCase();
  const gained = one.gain('died');
  await one.end('could_not_renew');
  await gained;
  expect(calls).toEqual([]);
});

it('is ours and renewed while it is handed over, until all is closed', async () => {
  const closed = Promise.withResolvers<void>();
  const { one, calls } = createCase({ onLost: () => closed.promise });
  await one.gain('nobody');
  const ended = one.end('handed_over');
  expect([one.isMine(), one.isToBeRenewed()]).toEqual([true, true]);
  closed.resolve();
  await ended;
  expect([one.isMine(), one.isToBeRenewed()]).toEqual([false, false]);
  expect(calls).toEqual(['nobody', 'handed_over']);
});

it.each(['taken', 'could_not_renew'] as const)('is nobody to act for at once when it is lost: %s', async (why) => {
  const { one, calls } = createCase();
  await one.gain('nobody');
  const ended = one.end(why);
  expect([one.isMine(), one.isToBeRenewed()]).toEqual([false, false]);
  await ended;
  expect(calls).toEqual(['nobody', `${why}, close at once`]);
});
