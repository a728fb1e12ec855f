import { randomBytes } from 'node:crypto';
import type { TenantDevice } from '@parley/coordination';
import { openStore } from '@parley/store';
import { createTestTenant, testMasterKey } from '@parley/store/test-database';
import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import {
  findKeyTrouble,
  findOpen,
  findTwoHolders,
  type LedgerEntry,
  ledgerSchema,
} from '../tools/stack/ledger-checks.ts';
import { provisionDevices, type ProvisionedDevice } from '../tools/stack/provision-devices.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const settings = {
  SWEEP_EVERY_MS: '1000',
  RECONNECTS_PER_SECOND: '100',
  FIRST_WAIT_MS: '200',
  MOST_WAIT_MS: '1000',
};

type Options = {
  databaseUrl: string;
  redisUrl: string;
  devices: number;
  /** Of its workers, where they are to be others than those above. */
  settings?: Record<string, string>;
};

/** Devices that are linked, worker processes that come and go, and what the network says of it. */
export const startFaultWorld = async ({ databaseUrl, redisUrl, devices: count, settings: own = {} }: Options) => {
  const sandbox = await startTestSandbox();
  onTestFinished(() => sandbox.stop({ isStrangenessMeant: true }));
  const store = openStore({ databaseUrl, masterKey: testMasterKey, openWithinMs: 10_000 });
  onTestFinished(() => store.close());
  const tenantId = await createTestTenant(store, `t-${randomBytes(4).toString('hex')}`);
  const devices = await provisionDevices({ store, tenantId, sandbox }, count);
  /** Whoever is linked to a phone. */
  const linkedTo = async (phone: string): Promise<unknown[]> =>
    linkedSchema.parse(await sandbox.call('GET', `/phones/${phone}`)).devices.map(({ id }) => id);
  const linked = await Promise.all(devices.map(({ phone }) => linkedTo(phone)));
  const contact = '4915211111111';
  await sandbox.createContact({ phone: contact });
  const workers: WorkerProcess[] = [];

  const readLedger = async (): Promise<LedgerEntry[]> => ledgerSchema.parse(await sandbox.call('GET', '/ledger'));
  const soon = <T>(check: () => Promise<T>, withinMs = 20_000): Promise<T> =>
    vi.waitFor(check, { timeout: withinMs, interval: 50 });
  const lastSeq = async (): Promise<number> => (await readLedger()).at(-1)?.seq ?? 0;

  const startWorker = async (): Promise<WorkerProcess> => {
    const worker = await startWorkerProcess({
      ...settings,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      SANDBOX_URL: sandbox.url,
      ...own,
    });
    onTestFinished(() => void worker.child.kill('SIGKILL'));
    workers.push(worker);
    await soon(async () => expect((await worker.ask('/readyz')).status).toBe(200), 40_000);
    return worker;
  };

  /** A message to the device arrives and is read there, and one of the device arrives. */
  const exchange = async ({ id, phone }: ProvisionedDevice): Promise<void> => {
    const received = await sandbox.sendFrom(contact, { to: phone, text: `to ${id}` });
    await soon(async () => expect(isDelivered(await readLedger(), phone, received)).toBe(true));
    const text = `from ${id}, ${randomBytes(8).toString('hex')}`;
    await soon(async () => {
      const messageId = randomBytes(8).toString('hex').toUpperCase();
      const order = { id: messageId, device: { tenantId, deviceId: id }, to: contact, text };
      const acked = await Promise.all(workers.filter(isRunning).map((worker) => send(worker, order)));
      expect(acked).toContain(true);
    });
    await soon(async () => expect((await sandbox.seenBy(contact)).map((seen) => seen.text)).toContain(text));
  };

  return {
    sandbox,
    store,
    tenantId,
    devices,
    contact,
    workers,
    startWorker,
    readLedger,
    lastSeq,
    soon,
    /** Waits until each device has been logged in since, and is connected. */
    areBack: (since: number) =>
      soon(async () => {
        const ledger = await readLedger();
        const open = findOpen(ledger);
        const back = ledger.filter(
          ({ kind, seq, account }) => kind === 'login' && seq > since && open.has(account ?? ''),
        );
        expect(new Set(back.map(({ account }) => account))).toEqual(new Set(devices.map(({ phone }) => phone)));
      }),
    /** All that has to be true after any fault. */
    expectWell: async (): Promise<void> => {
      await Promise.all(devices.map(exchange));
      expect(findTwoHolders(await readLedger())).toEqual([]);
      expect(workers.flatMap((worker) => findKeyTrouble(worker.log()))).toEqual([]);
      // Nobody had to link anything again.
      expect(await Promise.all(devices.map(({ phone }) => linkedTo(phone)))).toEqual(linked);
    },
  };
};

const linkedSchema = z.object({ devices: z.array(z.object({ id: z.number() })) });

const isDelivered = (ledger: readonly LedgerEntry[], phone: string, message: string): boolean =>
  ledger.some(
    ({ kind, account, id, to }) => kind === 'receipt' && account === phone && id === message && to !== undefined,
  );

const isRunning = ({ child }: WorkerProcess): boolean =>
  child.exitCode === null && child.signalCode === null && child.connected;

type Order = { id: string; device: TenantDevice; to: string; text: string };

/** Whether this worker has the device, and WhatsApp has the message. */
const send = ({ child }: WorkerProcess, order: Order): Promise<boolean> =>
  new Promise((resolve) => {
    const hear = (answer: unknown): void => {
      const { id, acked } = answerSchema.parse(answer);
      if (id !== order.id) return;
      child.off('message', hear);
      resolve(acked);
    };
    child.on('message', hear);
    child.send(order, (error) => {
      if (error !== null) resolve(false);
    });
    // One that is stopped never does.
    setTimeout(resolve, 3_000, false).unref();
  });

const answerSchema = z.object({ id: z.string(), acked: z.boolean() });
