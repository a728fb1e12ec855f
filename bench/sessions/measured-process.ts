import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf, residentBytesOf } from '../../tools/stack/process-cost.ts';

/** What a process with many idle connections costs. */
export type SessionsCost = {
  /** Beyond the process without any. */
  memoryKbEach: number;
  residentMb: number;
  loginCpuMsEach: number;
  loginsPerSecond: number;
  /** Of a core, in percent, once all is quiet. */
  idleCpuPercent: number;
};

const settleMs = 5_000;
const idleMs = 35_000;

/** Measures a process that opens `count` connections, from the moment at which it begins to until long after. */
export const measureOpening = async (
  { pid, count }: { pid: number; count: number },
  opened: Promise<void>,
  before: { residentBytes: number; cpuMs: number },
): Promise<SessionsCost> => {
  const startedAt = performance.now();
  await opened;
  const tookMs = performance.now() - startedAt;
  const openedCpuMs = cpuMsOf(pid) - before.cpuMs;
  await sleep(settleMs);
  // Longer than between two keep-alives, so that each connection's is in it.
  const idleFrom = cpuMsOf(pid);
  await sleep(idleMs);
  const idleCpuMs = cpuMsOf(pid) - idleFrom;
  const resident = residentBytesOf(pid);
  return {
    memoryKbEach: (resident - before.residentBytes) / 1024 / count,
    residentMb: resident / 1024 / 1024,
    loginCpuMsEach: openedCpuMs / count,
    loginsPerSecond: (count / tookMs) * 1_000,
    idleCpuPercent: (idleCpuMs / idleMs) * 100,
  };
};
