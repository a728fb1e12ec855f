import { networks, type TenantId, toUuid } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationAuthor, type ReceivedMessage, type SessionOf } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { createTestDevice, holdDevice } from './test-device.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

let acme: TenantId;
beforeAll(async () => {
  acme = await createTestTenant(store, 'acme', 'growth');
});

let numbers = 0;
const newNumber = (): string => `4917777${String((numbers += 1)).padStart(6, '0')}`;
const newLid = (): string => `99${String((numbers += 1)).padStart(10, '0')}@lid`;

const openDevice = async (of: TenantId = acme) => {
  const device = await createTestDevice(store, of);
  const session = await holdDevice(store, of, device);
  await store.forSession(session, (own) => own.device.recordLinked({ phone: newNumber(), lid: null }));
  const receive = (...received: ReceivedMessage[]) =>
    store.forSession(session, ({ messages }) => messages.receive(received));
  return { device, session, receive };
};

let ids = 0;
const written = (more: Partial<ReceivedMessage> & { phone?: string | null; lid?: string | null }): ReceivedMessage => {
  const { phone = null, lid = null, ...rest } = more;
  return {
    whatsappId: `3A${(ids += 1)}`,
    person: { phone, lid, name: null },
    by: 'contact',
    type: 'text',
    text: 'Hello',
    at: new Date(),
    isFromOffline: false,
    ...rest,
  };
};

const accept = (session: SessionOf, phones: readonly string[]) =>
  store.forCaller(installationAuthor(session.tenantId), ({ messages }) =>
    messages.accept(
      {
        messages: phones.map((phone) => ({
          device: session.deviceId,
          phone,
          text: 'Hello',
          sendAt: null,
          ttlSeconds: null,
          metadata: null,
        })),
        origin: 'api',
        batchUuid: null,
      },
      { networks, devices: null },
    ),
  );
const acceptOne = async (session: SessionOf, phone: string) => {
  const [outcome] = (await accept(session, [phone])).outcomes;
  if (outcome?.ok !== true) throw new Error('It was not accepted.');
  return outcome.message;
};

const rows = <Row extends Record<string, unknown>>(sql: string, values: unknown[]): Promise<Row[]> =>
  asOwner(database.databaseUrl, async (owner) => (await owner.query<Row>(sql, values)).rows);
type Line = {
  direction: string;
  origin: string;
  status: string;
  text: string | null;
  phone: string | null;
  lid: string | null;
  name: string | null;
  contact_id: string;
  chat_id: string;
  is_known: boolean;
};
/** What a device has said and heard, with whom. */
const linesOf = ({ deviceId }: SessionOf): Promise<Line[]> =>
  rows<Line>(
    `select direction, origin, status, text, phone, lid, name, contact_id, chat_id, known_since is not null as is_known
       from messages join chats on chats.id = chat_id join contacts on contacts.id = contact_id
       where messages.device_id = $1 order by position`,
    [toUuid(deviceId)],
  );
const toldOf = async ({ deviceId }: SessionOf) =>
  (
    await rows<{ type: string; status: string }>(
      `select type, data ->> 'status' as status from events where device_id = $1 and type like 'message.%'
        order by written_in, id`,
      [toUuid(deviceId)],
    )
  ).map(({ type, status }) => `${type} ${status}`);

describe('a message of a contact', () => {
  it('becomes one row, however often it is handed over, and is told once, without number and text', async () => {
    const { session, receive } = await openDevice();
    const phone = newNumber();
    const message = written({ phone, text: 'Tell nobody', at: new Date('2026-01-02T03:04:05Z'), isFromOffline: true });
    await receive(message, message);
    await receive(message);
    const found = await rows<{ created_at: Date; received_while_offline: boolean; day: null }>(
      'select created_at, received_while_offline, day from messages where device_id = $1',
      [toUuid(session.deviceId)],
    );
    expect(found).toEqual([{ created_at: message.at, received_while_offline: true, day: null }]);
    expect(await toldOf(session)).toEqual(['message.received received']);
    const [told] = await rows<{ data: unknown }>(
      `select data from events where device_id = $1 and type = 'message.received'`,
      [toUuid(session.deviceId)],
    );
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${phone}|Tell nobody`));
  });

  it('with an id that somebody else has used too is another one', async () => {
    const { session, receive } = await openDevice();
    const whatsappId = '3ASAME';
    await receive(written({ phone: newNumber(), whatsappId }), written({ phone: newNumber(), whatsappId }));
    expect(await linesOf(session)).toHaveLength(2);
  });

  it('makes the two known to each other: what waits to be sent is no first contact any more', async () => {
    const { session, receive } = await openDevice();
    const [phone, other] = [newNumber(), newNumber()];
    await accept(session, [phone, phone, other]);
    await receive(written({ phone }));
    const waiting = await rows<{ phone: string; is_first_contact: boolean }>(
      `select phone, is_first_contact from messages join chats on chats.id = chat_id
        join contacts on contacts.id = contact_id where messages.device_id = $1 and status = 'queued' order by position`,
      [toUuid(session.deviceId)],
    );
    expect(waiting.map((each) => [each.phone, each.is_first_contact])).toEqual([
      [phone, false],
      [phone, false],
      [other, true],
    ]);
    expect((await linesOf(session)).map(({ is_known }) => is_known)).toEqual([true, true, false, true]);
  });

  it('is refused, as all that is with it, of a holder whose epoch is not the newest', async () => {
    const { session } = await openDevice();
    const before = { ...session, epoch: session.epoch - 1 };
    await expect(
      store.forSession(before, ({ messages }) => messages.receive([written({ phone: newNumber() })])),
    ).rejects.toThrow('another holds the shard');
    expect(await linesOf(session)).toEqual([]);
  });
});

describe('what our own number wrote', () => {
  it('elsewhere is recorded as sent from the phone, on no balance', async () => {
    const { session, receive } = await openDevice();
    const phone = newNumber();
    await receive(written({ phone, by: 'own_phone' }), written({ phone }));
    expect(await linesOf(session)).toMatchObject([
      { direction: 'out', origin: 'phone', status: 'sent', is_known: true },
      { direction: 'in', origin: 'contact', status: 'received' },
    ]);
    expect(await rows('select from balances where device_id = $1', [toUuid(session.deviceId)])).toEqual([]);
    expect((await toldOf(session)).toSorted()).toEqual(['message.received received', 'message.status sent']);
  });

  it('is proof that it was sent where it was ours, and no second row', async () => {
    const { session, receive } = await openDevice();
    const phone = newNumber();
    const { whatsapp_id } = await acceptOne(session, phone);
    await receive(written({ phone, by: 'own_phone', whatsappId: whatsapp_id }));
    expect(await linesOf(session)).toMatchObject([{ origin: 'api', status: 'sent' }]);
    expect(
      await rows('select pending, successful from balances where device_id = $1', [toUuid(session.deviceId)]),
    ).toEqual([{ pending: 0, successful: 1 }]);
  });
});

describe('somebody', () => {
  it('who is written to by number and answers with both names, then by LID alone, is one contact with one chat', async () => {
    const { session, receive } = await openDevice();
    const [phone, lid] = [newNumber(), newLid()];
    await acceptOne(session, phone);
    await receive(written({ phone, lid, person: { phone, lid, name: 'Anna' } }));
    await receive(written({ lid }));
    const lines = await linesOf(session);
    expect(new Set(lines.map(({ chat_id }) => chat_id)).size).toBe(1);
    expect(lines).toMatchObject(Array.from({ length: 3 }, () => ({ phone, lid, name: 'Anna' })));
  });

  it('who was known by LID alone, and whose number comes later, is the one with that number', async () => {
    const { session, receive } = await openDevice();
    const [phone, lid] = [newNumber(), newLid()];
    const twice = written({ lid });
    await receive(twice, written({ lid, by: 'own_phone' }));
    await acceptOne(session, phone);
    await receive(written({ phone, lid }), { ...twice, person: { phone, lid, name: null } });
    const lines = await linesOf(session);
    expect(new Set(lines.map(({ chat_id }) => chat_id)).size).toBe(1);
    expect(lines).toMatchObject(Array.from({ length: 4 }, () => ({ phone, lid })));
    expect(await rows('select from contacts where lid = $1 or phone = $2', [lid, phone])).toHaveLength(1);
  });

  it('whom several devices know by LID alone becomes one with the number as each of them hears it', async () => {
    const [first, second] = [await openDevice(), await openDevice()];
    const [phone, lid] = [newNumber(), newLid()];
    await first.receive(written({ lid }));
    await second.receive(written({ lid }));
    await acceptOne(first.session, phone);
    await acceptOne(second.session, phone);
    await first.receive(written({ phone, lid }));
    await second.receive(written({ phone, lid }));
    for (const { session } of [first, second]) {
      const lines = await linesOf(session);
      expect(new Set(lines.map(({ chat_id }) => chat_id)).size).toBe(1);
      expect(lines).toMatchObject(Array.from({ length: 3 }, () => ({ phone, lid })));
    }
  });

  it('with another number than the LID had before keeps nothing of whoever had it', async () => {
    const { session, receive } = await openDevice();
    const [before, after, lid] = [newNumber(), newNumber(), newLid()];
    await receive(written({ phone: before, lid }));
    await receive(written({ phone: after, lid }));
    expect(await linesOf(session)).toMatchObject([
      { phone: before, lid: null },
      { phone: after, lid },
    ]);
  });

  it('has a chat with each device, and is one contact; of another tenant, another', async () => {
    const others = await createTestTenant(store, 'others', 'growth');
    const phone = newNumber();
    const found = [];
    for (const { session, receive } of [await openDevice(), await openDevice(), await openDevice(others)]) {
      await receive(written({ phone }));
      found.push(...(await linesOf(session)));
    }
    expect(new Set(found.map(({ chat_id }) => chat_id)).size).toBe(3);
    expect(new Set(found.map(({ contact_id }) => contact_id)).size).toBe(2);
  });
});

it('never waits for itself where many are written to and write at once', async () => {
  const devices = await Promise.all(Array.from({ length: 4 }, () => openDevice()));
  const people = Array.from({ length: 40 }, () => ({ phone: newNumber(), lid: newLid() }));
  const shuffled = (n: number) =>
    people.toSorted((a, b) => ((Number(a.phone) * (n + 3)) % 41) - ((Number(b.phone) * (n + 3)) % 41));
  const acceptAll = (n: number) =>
    store.forCaller(installationAuthor(acme), ({ messages }) =>
      messages.accept(
        {
          messages: shuffled(n).map(({ phone }, at) => ({
            device: devices[(at + n) % devices.length]?.device.id ?? '',
            phone,
            text: 'Hello',
            sendAt: null,
            ttlSeconds: null,
            metadata: null,
          })),
          origin: 'api',
          batchUuid: null,
        },
        { networks, devices: null },
      ),
    );
  await Promise.all([
    ...devices.flatMap(({ receive }, n) => [
      receive(...shuffled(n).map(({ lid }) => written({ lid }))),
      receive(...shuffled(n + 7).map((both) => written(both))),
      receive(...shuffled(n + 11).map(({ phone }) => written({ phone, by: 'own_phone' }))),
    ]),
    ...[0, 1, 2, 3].map(acceptAll),
  ]);
  for (const { receive } of devices) await receive(...people.map((both) => written(both)));
  const contacts = await rows<{ phone: string; lid: string }>(
    'select phone, lid from contacts where phone = any($1) or lid = any($2) order by phone',
    [people.map(({ phone }) => phone), people.map(({ lid }) => lid)],
  );
  expect(contacts).toEqual(people);
});
