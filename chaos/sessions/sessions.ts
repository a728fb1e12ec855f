import { setTimeout as sleep } from 'node:timers/promises';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { z } from 'zod';
import { provisionDevices } from '../../tools/stack/provision-devices.ts';
import { findGaps, findKeyTrouble, findTwoHolders, type LedgerEntry } from '../../tools/stack/ledger-checks.ts';
import { startStack, type WorkerChild } from '../../tools/stack/start-stack.ts';
import { type Finding, none, percentile, within } from '../finding.ts';
import { findEarlyLogins, findReopened, lastSeq, readLedger } from './ledger.ts';
import {
  allAt,
  allThere,
  balanced,
  connectionsOf,
  countEvents,
  findUnlinked,
  readLogs,
  replace,
  type Scene,
} from './scene.ts';

const deviceCount = 200;
const workerCount = 3;

/** Sessions over several workers, with the usual times, and everything that can happen to a worker. */
export const breakSessions = async (tell: (line: string) => void): Promise<Finding[]> => {
  const stack = await startStack();
  try {
    tell(`  ${deviceCount} devices are provisioned …`);
    const devices = await provisionDevices(stack, deviceCount);
    const scene: Scene = { stack, devices, workers: [], tell };
    for (let index = 0; index < workerCount; index += 1) scene.workers.push(await stack.startWorker(`worker-${index}`));
    await allThere(scene);
    const findings = [
      ...(await killed(scene)),
      ...(await paused(scene)),
      ...(await cutOff(scene)),
      ...(await stopped(scene)),
      ...(await reached(scene)),
    ];
    const entries = await readLedger(stack.sandbox, 0);
    return [
      ...findings,
      none('devices on two connections at once, and frames taken from an earlier one', findTwoHolders(entries)),
      none('Bad MACs and the like, in all logs', readLogs(scene).flatMap(findKeyTrouble)),
      none('devices that had to be linked again', await findUnlinked(scene)),
    ];
  } finally {
    await stack.stop();
  }
};

/** kill -9: its sessions open again elsewhere. */
const killed = async (scene: Scene): Promise<Finding[]> => {
  const { entries, brokenAt, victim } = await breaking(scene, { what: 'A worker is killed' }, async (worker) => {
    process.kill(worker.pid, 'SIGKILL');
    await worker.exited;
    await allAt(scene, others(scene, worker));
  });
  await replace(scene, victim);
  return opened("a killed worker's sessions are open elsewhere", findReopened(entries, brokenAt));
};

/** SIGSTOP for longer than its leases last, and SIGCONT. */
const paused = async (scene: Scene): Promise<Finding[]> => {
  let closedAfterMs = Number.POSITIVE_INFINITY;
  let recorded = 0;
  const { entries, brokenAt } = await breaking(scene, { what: 'A worker is paused' }, async (worker) => {
    process.kill(worker.pid, 'SIGSTOP');
    await allAt(scene, others(scene, worker));
    await sleep(2_000);
    const before = await countEvents(scene);
    process.kill(worker.pid, 'SIGCONT');
    const wokenAt = performance.now();
    while (connectionsOf(scene, [worker]) > 0 && performance.now() - wokenAt < 30_000) await sleep(10);
    closedAfterMs = performance.now() - wokenAt;
    recorded = (await countEvents(scene)) - before;
  });
  return [
    ...opened("a paused worker's sessions are open elsewhere", findReopened(entries, brokenAt)),
    within('a worker that wakes has closed its sockets after', { seenMs: closedAfterMs, promisedMs: 1_000 }),
    none('what a worker that woke has recorded', recorded === 0 ? [] : [`${recorded} events`]),
  ];
};

/** Redis is out of a worker's reach: it closes by itself before anybody else may own its shards. */
const cutOff = async (scene: Scene): Promise<Finding[]> => {
  const proxy = await createTestProxy(scene.stack.redis.url);
  const alone = await scene.stack.startWorker('worker-cut-off', { REDIS_URL: proxy.url });
  scene.workers.push(alone);
  await balanced(scene);
  const { entries, brokenAt } = await breaking(
    scene,
    { what: 'A worker is cut off from Redis', victim: alone },
    async () => {
      proxy.goSilent();
      await allAt(scene, others(scene, alone));
    },
  );
  await proxy.close();
  await alone.stop();
  scene.workers.splice(scene.workers.indexOf(alone), 1);
  await allThere(scene);
  return [
    ...opened('the sessions of a worker without Redis are open elsewhere', findReopened(entries, brokenAt)),
    none('logins elsewhere before it had hung up', findEarlyLogins(entries)),
  ];
};

/** SIGTERM: everything is handed over. */
const stopped = async (scene: Scene): Promise<Finding[]> => {
  const { entries, victim } = await breaking(scene, { what: 'A worker is stopped' }, async (worker) => {
    await worker.stop();
    await allAt(scene, others(scene, worker));
  });
  await replace(scene, victim);
  const away = findGaps(entries).map(({ gapMs }) => gapMs);
  return [
    within(`a stopped worker's sessions (${away.length}) are away, 95 %`, {
      seenMs: percentile(away, 95),
      promisedMs: 5_000,
    }),
  ];
};

/** Somebody writes to every device, and every device gets it. */
const reached = async ({ stack: { sandbox }, devices, tell }: Scene): Promise<Finding[]> => {
  tell('  Somebody writes to every device …');
  const contact = '12025550199';
  await sandbox.call('POST', '/contacts', { phone: contact });
  const from = await lastSeq(sandbox);
  const missing = new Map<string, string>();
  for (const { phone } of devices) {
    const written = await sandbox.call('POST', `/contacts/${contact}/messages`, { to: phone, text: 'Are you there?' });
    missing.set(z.object({ id: z.string() }).parse(written).id, phone);
  }
  const giveUpAt = performance.now() + 30_000;
  while (missing.size > 0 && performance.now() < giveUpAt) {
    for (const { kind, id } of await readLedger(sandbox, from)) if (kind === 'receipt' && id) missing.delete(id);
    await sleep(200);
  }
  return [
    none(
      'messages that a device did not get',
      [...missing].map(([id, phone]) => `${id} to ${phone}`),
    ),
  ];
};

const opened = (what: string, times: readonly number[]): Finding[] => {
  const told = `${what} (${times.length})`;
  return [
    within(`${told}, 95 %`, { seenMs: percentile(times, 95), promisedMs: 15_000 }),
    within(`${told}, all`, { seenMs: percentile(times, 100), promisedMs: 30_000 }),
  ];
};

const others = ({ workers }: Scene, one: WorkerChild): WorkerChild[] => workers.filter((worker) => worker !== one);

type Broken = { victim: WorkerChild; entries: LedgerEntry[]; brokenAt: number };

/** Does something to a worker, and answers what the network saw meanwhile. */
const breaking = async (
  scene: Scene,
  { what, victim = scene.workers[0] }: { what: string; victim?: WorkerChild | undefined },
  work: (worker: WorkerChild) => Promise<void>,
): Promise<Broken> => {
  if (victim === undefined) throw new Error('There is no worker.');
  await balanced(scene);
  scene.tell(`  ${what} …`);
  const from = await lastSeq(scene.stack.sandbox);
  const brokenAt = Date.now();
  await work(victim);
  return { victim, brokenAt, entries: await readUntilReopened(scene, { from, brokenAt }) };
};

/** A connection is there before its login is: the ledger is read until each that was closed has one, or time is over. */
const readUntilReopened = async (
  { stack: { sandbox } }: Scene,
  { from, brokenAt }: { from: number; brokenAt: number },
): Promise<LedgerEntry[]> => {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const entries = await readLedger(sandbox, from);
    const isOver = findReopened(entries, brokenAt).every(Number.isFinite) || performance.now() > giveUpAt;
    if (isOver) return entries;
    await sleep(50);
  }
};
