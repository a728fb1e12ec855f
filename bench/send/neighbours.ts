import { setTimeout as sleep } from 'node:timers/promises';
import { toUuid } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import pg from 'pg';
import type { ProvisionedDevice } from '../../tools/stack/provision-devices.ts';
import type { Figure } from '../figure.ts';
import { acceptToFrameMs } from './latency.ts';
import type { Scene } from './scene.ts';

const queued = 50_000;
const inBatch = 1_000;

/** A tenant has 50,000 messages queued, and its devices send what they can: what another tenant notices of it. */
export const measureNeighbours = async (scene: Scene): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const { of, devices } of [
    { of: 'one device', devices: scene.busy.devices.slice(0, 1) },
    { of: `${scene.busy.devices.length} devices`, devices: scene.busy.devices },
  ]) {
    const quietMs = await acceptToFrameMs(scene);
    await fillQueue(scene, devices);
    await untilSending(scene);
    const ours = await acceptToFrameMs(scene);
    await emptyQueue(scene);
    figures.push({
      name: `from a request to its frame while another tenant has 50,000 messages queued on ${of}, beside without`,
      unit: 'ms',
      ours,
      other: quietMs,
      ratio: quietMs / ours,
      goal: 0.5,
    });
  }
  return figures;
};

/** The way of a batch, without its request. */
const fillQueue = async (
  { stack, busy: { tenantId }, people, text }: Scene,
  devices: readonly ProvisionedDevice[],
): Promise<void> => {
  for (let first = 0; first < queued; first += inBatch) {
    const messages = Array.from({ length: inBatch }, (_, index) => ({
      device: devices[(first + index) % devices.length]?.id ?? '',
      phone: people[index % people.length] ?? '',
      text,
      sendAt: null,
      ttlSeconds: null,
      metadata: null,
    }));
    const { outcomes } = await stack.store.forCaller(installationAuthor(tenantId), ({ messages: { accept } }) =>
      accept({ messages, origin: 'api', batchUuid: null }, { networks: ['sandbox'], devices: null }),
    );
    if (!outcomes.every(({ ok }) => ok)) throw new Error('Not every message was accepted.');
  }
};

/** Nobody nudges: the worker finds them when it looks, within ten seconds. */
const untilSending = (scene: Scene): Promise<void> =>
  asOwner(scene, async (owner) => {
    const isSending = `select exists (select 1 from messages where tenant_id = $1 and sent_at is not null) as is_sending`;
    const giveUpAt = performance.now() + 30_000;
    for (;;) {
      const { rows } = await owner.query<{ is_sending: boolean }>(isSending, [toUuid(scene.busy.tenantId)]);
      if (rows[0]?.is_sending === true) return;
      if (performance.now() > giveUpAt) throw new Error('The busy tenant never began to send.');
      await sleep(100);
    }
  });

const emptyQueue = (scene: Scene): Promise<void> =>
  asOwner(scene, async (owner) => {
    await owner.query('delete from messages where tenant_id = $1', [toUuid(scene.busy.tenantId)]);
    await sleep(2_000);
  });

const asOwner = async <T>({ stack }: Scene, work: (owner: pg.Client) => Promise<T>): Promise<T> => {
  const owner = new pg.Client({ connectionString: stack.databaseUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
};
