import { networks, type TenantId } from '@parley/contract';
import { type Author, installationAuthor, type NewMessage, type Store } from '../src/index.ts';
import { createTestDevice, holdDevice, type TestDevice } from './test-device.ts';

/** Every device there is, and every chat. */
export const everything = { networks, devices: null, chats: null };

/** A device that takes messages, as if somebody had linked it to this number. */
export const createLinkedDevice = async (store: Store, tenantId: TenantId, phone: string): Promise<TestDevice> => {
  const device = await createTestDevice(store, tenantId);
  await store.forSession(await holdDevice(store, tenantId, device), async (session) => {
    await session.device.recordLinked({ phone, lid: null });
    await session.device.recordCondition({ condition: { state: 'connected', reason: 'connected' }, until: null });
  });
  return device;
};

export const newMessage = (device: TestDevice, more: Partial<NewMessage> = {}): NewMessage => ({
  device: device.id,
  phone: '491511234567',
  text: 'hello',
  sendAt: null,
  ttlSeconds: null,
  metadata: null,
  ...more,
});

export const accept = (store: Store, tenantId: TenantId, messages: NewMessage[], author?: Author) =>
  store.forCaller(author ?? installationAuthor(tenantId), (caller) =>
    caller.messages.accept({ messages, origin: 'api', batchUuid: null }, everything),
  );

export const acceptBatch = (store: Store, tenantId: TenantId, messages: NewMessage[]) =>
  store.forCaller(installationAuthor(tenantId), (caller) =>
    caller.batches.accept({ messages, origin: 'api', refused: 0 }, everything),
  );
