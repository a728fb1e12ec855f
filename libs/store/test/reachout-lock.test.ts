import { toUuid } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { holdDevice } from './test-device.ts';
import { accept, createLinkedDevice, newMessage } from './test-messages.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);
const tenant = await createTestTenant(store, 'acme', 'demo');

/** In how many minutes the device may write to people who do not know it. */
const lockedFor = (uuid: string): Promise<number> =>
  asOwner(database.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ minutes: number }>(
      `select round(extract(epoch from first_contacts_from - now()) / 60)::int as minutes from devices where id = $1`,
      [uuid],
    );
    return rows[0]?.minutes ?? 0;
  });

it('lets a device write to no stranger once WhatsApp refused one, for an hour where it did not say until when', async () => {
  const device = await createLinkedDevice(store, tenant, '491500000011');
  const inSession = await holdDevice(store, tenant, device);
  const refuse = async (phone: string, until: Date | null): Promise<void> => {
    await accept(store, tenant, [newMessage(device, { phone })]);
    await store.forSession(inSession, async ({ messages }) => {
      await messages.freezeFirstContacts(null);
      const { messages: claimed } = await messages.claim({ limit: 1, busyChats: [], jitter: 1 });
      const whatsappId = String(claimed[0]?.whatsappId);
      const failed = { became: 'failed', failure: 'reachout_locked', serverCode: 463, until } as const;
      if (until === null) await messages.freezeFirstContacts(before);
      await messages.record([{ whatsappId, at: new Date(), ...failed }]);
    });
  };
  let before: Date | null = null;
  await refuse('491511234571', null);
  expect(await lockedFor(toUuid(device.id))).toBe(60);
  await refuse('491511234572', new Date(Date.now() + 30 * 60_000));
  expect(await lockedFor(toUuid(device.id))).toBe(30);
  before = new Date(Date.now() + 300 * 60_000);
  await refuse('491511234573', null);
  expect(await lockedFor(toUuid(device.id))).toBe(300);
});

it('has the holder of a device told of what is to be sent later, too: its clock is the one that is looked at', async () => {
  const device = await createLinkedDevice(store, tenant, '491500000012');
  const { devices } = await accept(store, tenant, [newMessage(device, { sendAt: new Date(Date.now() + 60_000) })]);
  expect(devices.map(({ id }) => id)).toEqual([device.id]);
});
