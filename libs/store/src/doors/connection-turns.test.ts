import { describe, expect, it } from 'vitest';
import { createConnectionTurns } from './connection-turns.ts';

const long = 60_000;

/** Works that go on until they are told to end, and the order in which they began. */
const createWorks = (turns: ReturnType<typeof createConnectionTurns>) => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string): Promise<void> =>
    turns.inTurn(name.slice(0, 1), () => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  return { begun, ask, end: (name: string) => ends.get(name)?.() };
};

describe('turns for connections', () => {
  it('let tenants in in rotation, and each one in its own order', async () => {
    const { begun, ask, end } = createWorks(createConnectionTurns({ atOnce: 1, stuckAfterMs: long }));
    const works = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(async (name) => ({ name, over: await ask(name) }));
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) {
      await expect.poll(() => begun.at(-1)).toBe(name);
      end(name);
    }
    await Promise.all(works);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('never let in more than there are connections, also after one that failed', async () => {
    const turns = createConnectionTurns({ atOnce: 2, stuckAfterMs: long });
    let [running, most] = [0, 0];
    const work = async (turn: number): Promise<number> => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      if (turn === 3) throw new Error('broken');
      return turn;
    };
    const ended = await Promise.allSettled(Array.from({ length: 9 }, (_, turn) => turns.inTurn('a', () => work(turn))));
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(most).toBe(2);
  });

  it('send away who waits while nobody gets a connection, and go on with whoever comes after', async () => {
    const { ask, end, begun } = createWorks(createConnectionTurns({ atOnce: 1, stuckAfterMs: 30 }));
    const first = ask('a1');
    await expect(ask('b1')).rejects.toThrow('nobody got a connection');
    end('a1');
    await first;
    const later = ask('c1');
    end('c1');
    await later;
    expect(begun).toEqual(['a1', 'c1']);
  });

  it('send away who waits as soon as somebody could get none, and nobody has lately', async () => {
    const turns = createConnectionTurns({ atOnce: 1, stuckAfterMs: long });
    const { ask, end } = createWorks(turns);
    const first = ask('a1');
    const waiting = ask('b1');
    turns.refused();
    await expect(waiting).rejects.toThrow('nobody got a connection');
    end('a1');
    await first;
  });

  it('keep waiting as long as somebody gets one', async () => {
    const turns = createConnectionTurns({ atOnce: 1, stuckAfterMs: 200 });
    const { ask, end } = createWorks(turns);
    const first = ask('a1');
    const waiting = ask('b1');
    const connecting = setInterval(turns.connected, 20);
    await expect(Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 400, 'waits'))])).resolves.toBe(
      'waits',
    );
    clearInterval(connecting);
    end('a1');
    await first;
    end('b1');
    await waiting;
  });
});
