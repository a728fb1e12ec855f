import { toUuid } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import type { MessageNews } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { holdDevice } from './test-device.ts';
import { accept, createLinkedDevice, newMessage } from './test-messages.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

it('moves a message forward only, in whatever order things are heard, and tells nothing twice', async () => {
  const tenant = await createTestTenant(store, 'forward', 'free');
  const device = await createLinkedDevice(store, tenant, '491500000009');
  const session = await holdDevice(store, tenant, device);
  await accept(store, tenant, [newMessage(device, { phone: '4915100000001' })]);
  const { messages } = await store.forSession(session, (own) =>
    own.messages.claim({ limit: 1, busyChats: [], jitter: 1 }),
  );
  const [message] = messages;
  if (message === undefined) throw new Error('nothing was claimed');
  const of = { whatsappId: message.whatsappId, at: new Date() };
  const heard: MessageNews[] = [
    { ...of, became: 'delivered' },
    { ...of, became: 'sent' },
    { ...of, became: 'unknown', tryAgainInMs: 0 },
    { ...of, became: 'read' },
    { ...of, became: 'delivered' },
    { ...of, became: 'queued' },
    { ...of, became: 'failed', failure: 'message_rejected', serverCode: 479, until: null },
    { ...of, became: 'read' },
  ];
  for (const news of heard) await store.forSession(session, (own) => own.messages.record([news]));
  const told = await asOwner(database.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ status: string }>(
      `select data ->> 'status' as status from events where message_id = $1 order by written_in, id`,
      [toUuid(message.id)],
    );
    return rows.map(({ status }) => status);
  });
  expect(told).toEqual(['queued', 'sending', 'delivered', 'read']);
  expect((await store.forInstallation(({ checkBalances }) => checkBalances())).faults).toEqual([]);
});
