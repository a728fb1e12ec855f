import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { env } from '../../tools/env.ts';
import { startChild } from '../../tools/services/child.ts';
import { cpuMsOf, residentBytesOf } from '../../tools/stack/process-cost.ts';
import { provisionDevices } from '../../tools/stack/provision-devices.ts';
import { type Stack, startStack } from '../../tools/stack/start-stack.ts';
import type { Figure } from '../figure.ts';
import { provision, type Provisioned } from '../sandbox/bare-client.ts';
import { inTurns } from '../sandbox/cost.ts';
import { measureOpening, type SessionsCost } from './measured-process.ts';
import { measureVault } from './vault-commits.ts';

const count = 1_000;

/** What a thousand sessions in one worker cost, beside a thousand bare Baileys sockets with their keys in memory. */
export const benchSessions = async (): Promise<Figure[]> => {
  const stack = await startStack();
  try {
    const bare = await measureBare(stack);
    const ours = await measureOurs(stack);
    return [...compare(ours, bare), ...(await measureVault(stack))];
  } finally {
    await stack.stop();
  }
};

const measureOurs = async (stack: Stack): Promise<SessionsCost> => {
  // A worker that holds every shard, and no device yet.
  const worker = await stack.startWorker('worker', { RECONNECTS_PER_SECOND: '1000', SWEEP_EVERY_MS: '1000' });
  await sleep(15_000);
  const before = { residentBytes: residentBytesOf(worker.pid), cpuMs: cpuMsOf(worker.pid) };
  await worker.stop();
  await provisionDevices(stack, count);
  const again = await stack.startWorker('worker', { RECONNECTS_PER_SECOND: '1000' });
  const cost = await measureOpening({ pid: again.pid, count }, allConnected(stack), {
    ...before,
    cpuMs: cpuMsOf(again.pid),
  });
  await again.stop();
  return cost;
};

const measureBare = async (stack: Stack): Promise<SessionsCost> => {
  const provisioned: Provisioned[] = [];
  await inTurns({ count, atOnce: 4 }, async () => void provisioned.push(await provision(stack.sandbox)));
  const file = join(stack.folder, 'provisioned.json');
  writeFileSync(file, JSON.stringify(provisioned));
  const log = join(stack.folder, 'bare.log');
  const { wsUrl, rootPublicKey } = stack.sandbox;
  const child = await startChild({
    command: process.execPath,
    args: [join(env.root, 'bench/sessions/bare-sockets-server.ts'), wsUrl, rootPublicKey, file],
    log,
    stopSignal: 'SIGTERM',
    env: { NODE_OPTIONS: '--conditions=@parley/source' },
  });
  await said(log, 'ready');
  const before = { residentBytes: residentBytesOf(child.pid), cpuMs: cpuMsOf(child.pid) };
  const cost = await measureOpening({ pid: child.pid, count }, allConnected(stack), before);
  await child.stop();
  return cost;
};

const said = async (log: string, word: string): Promise<void> => {
  while (!readFileSync(log, 'utf8').includes(word)) await sleep(50);
};

/** As the network itself counts them: who is there has logged in. */
const allConnected = async ({ sandbox }: Stack): Promise<void> => {
  const giveUpAt = performance.now() + 300_000;
  while ((await sandbox.countConnections()) < count) {
    if (performance.now() > giveUpAt) throw new Error('Not all sessions opened.');
    await sleep(100);
  }
};

const compare = (ours: SessionsCost, bare: SessionsCost): Figure[] => [
  atMost(`memory of an idle session beyond a bare socket's, beside what it may be`, {
    unit: 'KB',
    ours: Math.max(ours.memoryKbEach - bare.memoryKbEach, 1),
    other: 250,
  }),
  atMost(`memory of a worker with ${count} sessions, beside what it may be`, {
    unit: 'MB',
    ours: ours.residentMb,
    other: 1_024,
  }),
  atMost(`memory of an idle session, beside a bare socket's`, {
    unit: 'KB',
    ours: ours.memoryKbEach,
    other: bare.memoryKbEach,
    goal: 0.4,
  }),
  atMost(`CPU of a worker for opening a session, beside a bare socket's`, {
    unit: 'ms',
    ours: ours.loginCpuMsEach,
    other: bare.loginCpuMsEach,
    goal: 0.5,
  }),
  {
    name: 'sessions that a worker opens, beside bare sockets',
    unit: 'a second',
    ours: ours.loginsPerSecond,
    other: bare.loginsPerSecond,
    ratio: ours.loginsPerSecond / bare.loginsPerSecond,
    goal: 0.5,
  },
  atMost(`idle CPU of a worker with ${count} sessions, beside that of bare sockets`, {
    unit: '% of a core',
    ours: ours.idleCpuPercent,
    other: bare.idleCpuPercent,
    goal: 0.5,
  }),
];

type Costs = { unit: string; ours: number; other: number; goal?: number };

/** Less is better. */
const atMost = (name: string, { unit, ours, other, goal = 1 }: Costs): Figure => ({
  name,
  unit,
  ours,
  other,
  ratio: other / ours,
  goal,
});
