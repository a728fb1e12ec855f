import type { MeasuredSandbox } from './measured-sandbox.ts';

/** What a piece of work cost the sandbox and this process, which plays its clients. */
export type Cost = { sandboxMs: number; clientMs: number; tookMs: number };

export const costOf = async (sandbox: MeasuredSandbox, work: () => Promise<void>): Promise<Cost> => {
  const [sandboxBefore, clientBefore, startedAt] = [sandbox.cpuMs(), process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(clientBefore);
  return {
    sandboxMs: sandbox.cpuMs() - sandboxBefore,
    clientMs: (user + system) / 1_000,
    tookMs: performance.now() - startedAt,
  };
};

/** Does `work` for each number below `count`, so many at a time. */
export const inTurns = async (
  { count, atOnce }: { count: number; atOnce: number },
  work: (index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
};
