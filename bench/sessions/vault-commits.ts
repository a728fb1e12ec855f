import { randomBytes } from 'node:crypto';
import { toUuid } from '@parley/contract';
import pg from 'pg';
import { provisionDevices } from '../../tools/stack/provision-devices.ts';
import type { Stack } from '../../tools/stack/start-stack.ts';
import type { Figure } from '../figure.ts';
import { sideBySide } from '../side-by-side.ts';

/** A commit of the vault (sealed, fenced, under row-level security) beside the same rows written plainly. */
export const measureVault = async (stack: Stack): Promise<Figure[]> => {
  const [device] = await provisionDevices(stack, 1);
  if (device === undefined) throw new Error('There is no device.');
  const { store, tenantId } = stack;
  const found = await store.forTenant(tenantId, ({ devices }) =>
    devices.find(device.id, { networks: ['sandbox'], devices: null }),
  );
  const shard = found?.shard ?? '';
  const epoch = await store.forInstallation(({ growEpoch }) => growEpoch(shard));
  const plain = new pg.Client({ connectionString: stack.databaseUrl });
  await plain.connect();
  await plain.query(
    'create table plain_keys (device_id uuid, kind text, id text, value bytea, primary key (device_id, kind, id))',
  );
  const value = randomBytes(700);

  const ours = async (forMs: number): Promise<number> =>
    perSecond(forMs, (turn) =>
      store.forSession({ tenantId, deviceId: device.id, shard, epoch }, ({ vault }) =>
        vault.commit([{ kind: 'session', id: `contact-${turn % 50}`, value }]),
      ),
    );
  const other = async (forMs: number): Promise<number> =>
    perSecond(forMs, async (turn) => {
      await plain.query('begin');
      await plain.query({
        name: 'keep plainly',
        text: `insert into plain_keys values ($1, $2, $3, $4)
          on conflict (device_id, kind, id) do update set value = excluded.value`,
        values: [toUuid(device.id), 'session', `contact-${turn % 50}`, value],
      });
      await plain.query('commit');
    });
  const compared = await sideBySide({ ours, other }, { rounds: 5, forMs: 2_000 });
  await plain.end();
  return [
    {
      name: 'commits of a vault, one after the other, beside plain writes of the same',
      unit: 'a second',
      ...compared,
      goal: 0.5,
    },
  ];
};

const perSecond = async (forMs: number, work: (turn: number) => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  let done = 0;
  while (performance.now() - startedAt < forMs) await work(done++);
  return (done / (performance.now() - startedAt)) * 1_000;
};
