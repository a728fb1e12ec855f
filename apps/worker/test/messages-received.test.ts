import { type DeviceId, toUuid } from '@parley/contract';
import { asOwner } from '@parley/store/test-database';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const { sandbox, soon } = world;
let worker = await world.startWorker();

let numbers = 0;
const newContact = async (): Promise<string> => {
  const phone = `4915666${String((numbers += 1)).padStart(6, '0')}`;
  await sandbox.createContact({ phone });
  return phone;
};

const asRoot = <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  asOwner(world.database.databaseUrl, async (owner) => (await owner.query<Row>(sql, values)).rows);
type Line = {
  whatsapp_id: string;
  direction: string;
  origin: string;
  text: string | null;
  phone: string | null;
  lid: string | null;
  contact_id: string;
  chat_id: string;
  received_while_offline: boolean;
};
const linesOf = (device: DeviceId): Promise<Line[]> =>
  asRoot<Line>(
    `select whatsapp_id, direction, origin, text, phone, lid, contact_id, chat_id, received_while_offline
       from messages join chats on chats.id = chat_id join contacts on contacts.id = contact_id
       where messages.device_id = $1 order by position`,
    [toUuid(device)],
  );
const linesAre = (device: DeviceId, count: number): Promise<Line[]> =>
  soon(async () => {
    const lines = await linesOf(device);
    expect(lines).toHaveLength(count);
    return lines;
  }, 20_000);
/** How many messages of a device wait in its vault to be recorded. */
const countKept = async (device: DeviceId): Promise<number> =>
  (await asRoot(`select from device_keys where device_id = $1 and kind = 'unrecorded-message'`, [toUuid(device)]))
    .length;
const isConfirmed = (id: string): Promise<void> =>
  soon(async () => {
    const ledger = await sandbox.ledger();
    expect(ledger.some((entry) => entry.kind === 'receipt' && entry.id === id && entry.to !== undefined)).toBe(true);
  });

describe('a contact that answers', () => {
  it.each([
    { meaning: '0110', phone: '12025550110', answer: /^echo: Hello$/ },
    { meaning: '0111', phone: '12025550111', answer: /./ },
    { meaning: '0112', phone: '12025550112', answer: /^STOP$/ },
    { meaning: '0113', phone: '12025550113', answer: /./ },
  ])('$meaning: is recorded once, as it said it, as of the number that was written to', async ({ phone, answer }) => {
    const device = await world.addConnected();
    const session = worker.find(device.id)?.session();
    await session?.send({ id: '3EB0000000000000000000', to: { phone }, content: { kind: 'text', text: 'Hello' } });
    const [line] = await linesAre(device.id, 1);
    const said = z
      .array(z.looseObject({ id: z.string(), from: z.string(), text: z.string() }))
      .parse(await sandbox.call('GET', `/contacts/${phone}/messages?own=true`))
      .find(({ id }) => id === line?.whatsapp_id);
    expect(line).toMatchObject({ phone, direction: 'in', origin: 'contact', text: said?.text });
    expect(line?.lid).toMatch(/^\d+@lid$/u);
    expect(line?.text).toMatch(answer);
    await soon(async () => expect(await countKept(device.id)).toBe(0));
  });
});

it('records what came while the device was away, and marks it; what was handed over twice is one row', async () => {
  const contact = await newContact();
  const device = await world.addConnected();
  await world.wish(device.id, { kind: 'stop' });
  await world.reached(device.id, 'stopped');
  await sandbox.addFault({ match: { account: device.phone }, action: 'duplicate', times: 2 });
  const waiting = await sandbox.sendFrom(contact, { to: device.phone, text: 'While you were away' });
  await world.wish(device.id, { kind: 'restart' });
  await linesAre(device.id, 1);
  const live = await sandbox.sendFrom(contact, { to: device.phone, text: 'And now' });
  await isConfirmed(live);
  expect(await linesAre(device.id, 2)).toMatchObject([
    { whatsapp_id: waiting, received_while_offline: true },
    { whatsapp_id: live, received_while_offline: false },
  ]);
});

it('records what the phone itself wrote as its own', async () => {
  const contact = await newContact();
  const device = await world.addConnected();
  await sandbox.call('POST', `/phones/${device.phone}/send`, { to: contact, text: 'From the sofa' });
  expect(await linesAre(device.id, 1)).toMatchObject([{ direction: 'out', origin: 'phone', phone: contact }]);
});

it('knows a contact of two devices as one, with a chat of each', async () => {
  const contact = await newContact();
  const devices = [await world.addConnected(), await world.addConnected()];
  const lines = [];
  for (const { id, phone } of devices) {
    await sandbox.sendFrom(contact, { to: phone, text: 'Hello' });
    lines.push(...(await linesAre(id, 1)));
  }
  expect(new Set(lines.map(({ contact_id }) => contact_id)).size).toBe(1);
  expect(new Set(lines.map(({ chat_id }) => chat_id)).size).toBe(2);
});

describe('a message that was confirmed to its writer and not recorded', () => {
  const refuse = async (): Promise<() => Promise<unknown>> => {
    await asRoot(`create function refuse() returns trigger language plpgsql as $$ begin
      raise exception 'no more room' using errcode = '53100'; end $$`);
    await asRoot(`create trigger refuses before insert on messages for each statement execute function refuse()`);
    return () => asRoot('drop function refuse cascade');
  };

  it('is recorded as soon as Postgres takes it', async () => {
    const contact = await newContact();
    const device = await world.addConnected();
    const relent = await refuse();
    const id = await sandbox.sendFrom(contact, { to: device.phone, text: 'Patience' });
    await isConfirmed(id);
    await relent();
    expect(await linesAre(device.id, 1)).toMatchObject([{ whatsapp_id: id, text: 'Patience' }]);
  });

  it('is recorded by whoever holds the device next', async () => {
    const contact = await newContact();
    const device = await world.addConnected();
    const relent = await refuse();
    const id = await sandbox.sendFrom(contact, { to: device.phone, text: 'Do not forget me' });
    await isConfirmed(id);
    await worker.close();
    await relent();
    expect(await linesOf(device.id)).toEqual([]);
    expect(await countKept(device.id)).toBe(1);
    worker = await world.startWorker();
    expect(await linesAre(device.id, 1)).toMatchObject([{ whatsapp_id: id, text: 'Do not forget me' }]);
    await soon(async () => expect(await countKept(device.id)).toBe(0));
  });
});

it('loses nothing of a burst, and records nothing of it twice, when others take over in the middle', async () => {
  const contacts = await Promise.all(Array.from({ length: 4 }, newContact));
  const device = await world.addConnected();
  const wanted: string[] = [];
  const writeTo = async (contact: string): Promise<void> => {
    for (let each = 0; each < 50; each += 1)
      wanted.push(await sandbox.sendFrom(contact, { to: device.phone, text: `Line ${each}` }));
  };
  const writing = Promise.all(contacts.map(writeTo));
  await soon(async () => expect((await linesOf(device.id)).length).toBeGreaterThan(20));
  await world.startWorker();
  await worker.close();
  await writing;
  const lines = await linesAre(device.id, 200);
  expect(lines.map(({ whatsapp_id }) => whatsapp_id).toSorted()).toEqual(wanted.toSorted());
}, 60_000);
