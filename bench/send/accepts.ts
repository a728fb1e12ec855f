import { toUuid } from '@parley/contract';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Figure } from '../figure.ts';
import { type Contender, sideBySide } from '../side-by-side.ts';
import { peopleOfEach, type Scene } from './scene.ts';

const poolSize = 10;

/** How many sends are accepted in a second, beside as many bare rows and bare jobs: with nobody who sends them. */
export const measureAccepts = async (scene: Scene): Promise<Figure[]> => {
  const bare = await openBare(scene);
  try {
    // Chats and contacts are made here, once; from here on every message is to somebody who was written to before.
    await many(scene, scene.devices.length * peopleOfEach);
    const figures: Figure[] = [];
    for (const { count, atOnce, name, goal } of kinds) {
      const ours = perSecond({ atOnce, count }, (turn) => (count === 1 ? one(scene, turn) : many(scene, count)));
      const other = perSecond({ atOnce, count }, (turn) => bare.send(turn, count));
      const compared = await sideBySide({ ours, other }, { rounds: 5, forMs: 2_000 });
      figures.push({
        name: `sends accepted over HTTP, ${name}, beside bare inserts and bare jobs`,
        unit: 'messages/s',
        ...compared,
        goal,
      });
    }
    return figures;
  } finally {
    await bare.close();
  }
};

const kinds = [
  { count: 1, atOnce: 32, name: 'one by one', goal: 0.5 },
  { count: 100, atOnce: 8, name: 'a hundred at a time', goal: 0.7 },
  { count: 1_000, atOnce: 4, name: 'a thousand at a time', goal: 0.7 },
];

const one = ({ client, devices, peopleOf }: Scene, turn: number): Promise<unknown> => {
  const index = turn % devices.length;
  const to = peopleOf[index]?.[Math.floor(turn / devices.length) % peopleOfEach];
  return client.post('/api/v1/messages/text', { device: devices[index]?.id, to, text: textOf(turn) });
};

/** Spread over all devices. */
const many = ({ client, devices, peopleOf }: Scene, count: number): Promise<unknown> => {
  const messages = Array.from({ length: count }, (_, turn) => {
    const index = turn % devices.length;
    const to = peopleOf[index]?.[Math.floor(turn / devices.length) % peopleOfEach];
    return { type: 'text', device: devices[index]?.id, to, text: textOf(turn) };
  });
  return client.post('/api/v1/messages/batch', { messages });
};

const textOf = (turn: number): string => `Message ${turn}: your parcel is on its way, and will be with you tomorrow.`;

/** A row of the same size in a table with nothing but a key, and a job of the same size in one of as many queues. */
const openBare = async ({ stack, devices, people }: Scene) => {
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: poolSize });
  const client = new Redis(stack.redis.url, { maxRetriesPerRequest: null });
  const queues = Array.from(
    { length: 64 },
    (_, index) => new Queue(`bare-${index}`, { connection: client, skipVersionCheck: true, skipMetasUpdate: true }),
  );
  await pool.query(
    `create table bare_messages (id uuid primary key, tenant_id uuid, device_id uuid, recipient text, type text,
       text text, status text, whatsapp_id text, created_at timestamptz not null default now())`,
  );
  const rows = (turn: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: crypto.randomUUID(),
      tenant_id: toUuid(stack.tenantId),
      device_id: toUuid(devices[(turn + index) % devices.length]?.id ?? stack.tenantId),
      recipient: people[(turn + index) % people.length],
      type: 'text',
      text: textOf(turn + index),
      status: 'queued',
      whatsapp_id: `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`,
    }));
  const insert = async (turn: number, count: number): Promise<void> => {
    const given = rows(turn, count);
    if (count === 1)
      await pool.query({
        name: 'bare one',
        text: `insert into bare_messages (id, tenant_id, device_id, recipient, type, text, status, whatsapp_id)
          values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values: Object.values(given[0] ?? {}),
      });
    else
      await pool.query({
        name: 'bare many',
        text: `insert into bare_messages (id, tenant_id, device_id, recipient, type, text, status, whatsapp_id)
          select * from jsonb_to_recordset($1::jsonb) as each (id uuid, tenant_id uuid, device_id uuid, recipient text,
            type text, text text, status text, whatsapp_id text)`,
        values: [JSON.stringify(given)],
      });
  };
  const add = async (turn: number, count: number): Promise<void> => {
    const jobs = Array.from({ length: count }, (_, index) => ({
      name: 'send',
      data: { tenantId: stack.tenantId, deviceId: devices[(turn + index) % devices.length]?.id },
      opts: { removeOnComplete: true, removeOnFail: true },
    }));
    const queue = queues[turn % queues.length];
    const [job] = jobs;
    if (count === 1 && job !== undefined) await queue?.add(job.name, job.data, job.opts);
    else await queue?.addBulk(jobs);
  };
  return {
    send: async (turn: number, count: number): Promise<void> => {
      await insert(turn, count);
      await add(turn, count);
    },
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      client.disconnect();
      await pool.end();
    },
  };
};

/** So many turns at once, each of so many messages. */
const perSecond =
  ({ atOnce, count }: { atOnce: number; count: number }, work: (turn: number) => Promise<unknown>): Contender =>
  async (forMs) => {
    const startedAt = performance.now();
    let [next, done] = [0, 0];
    const takeTurns = async (): Promise<void> => {
      while (performance.now() - startedAt < forMs) {
        await work(next++);
        done += count;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, takeTurns));
    return (done / (performance.now() - startedAt)) * 1_000;
  };
