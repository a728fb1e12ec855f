import { evidence, isFinal, type Message, toUuid } from '@parley/contract';
import { createDispatch, openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { installationAuthor } from '@parley/store';
import { expect, onTestFinished } from 'vitest';
import { findTwoHolders, findKeyTrouble } from '../tools/stack/ledger-checks.ts';
import { findBackward, type KeptMessage, readKept } from '../tools/stack/message-checks.ts';
import type { ProvisionedDevice } from '../tools/stack/provision-devices.ts';
import { startFaultWorld } from './fault-world.ts';

type Letters = { to: string; texts: readonly string[]; sendAt?: Date | null };

type Options = Parameters<typeof startFaultWorld>[0];

/** Where messages are accepted, as the api accepts them, and the network is asked what came of it. */
export const startSendWorld = async (options: Options) => {
  const world = await startFaultWorld(options);
  const { store, tenantId, sandbox, soon } = world;
  const logger = createLogger({ process: 'test', level: 'silent' });
  const redis = openRedis({ url: options.redisUrl, logger });
  const dispatch = createDispatch({ redis, logger });
  onTestFinished(async () => {
    await dispatch.close();
    await redis.close();
  });
  const contacts = new Set<string>();
  const shards = new Map<string, string>();

  const keptOf = async (messages: readonly Message[]): Promise<KeptMessage[]> => {
    const kept = new Map((await readKept(options.databaseUrl)).map((message) => [message.id, message]));
    return messages.map(({ id }) => {
      const found = kept.get(toUuid(id));
      if (found === undefined) throw new Error('An accepted message is gone.');
      return found;
    });
  };
  const seen = async () => (await Promise.all([...contacts].map((contact) => sandbox.seenBy(contact)))).flat();

  return {
    ...world,
    keptOf,
    /** Somebody of their own, who says nothing of what comes until told to, or at once that it was read. */
    createContact: async (phone: string, receipts: 'auto' | 'manual'): Promise<string> => {
      await sandbox.createContact({ phone, receipts });
      contacts.add(phone);
      return phone;
    },
    /** How often a frame of each of them came to a contact, and that one saw it; 0: none came. */
    framesOf: async (messages: readonly Message[]): Promise<number[]> => {
      const shown = await seen();
      return messages.map(({ whatsapp_id }) => {
        const entries = shown.filter(({ id }) => id === whatsapp_id);
        expect(entries.length).toBeLessThanOrEqual(1);
        return entries[0]?.frames ?? 0;
      });
    },
    /** Accepts texts to a contact, one after the other in one transaction. Nobody is told of it yet. */
    accept: async ({ id: device }: ProvisionedDevice, { to, texts, sendAt = null }: Letters): Promise<Message[]> => {
      const messages = texts.map((text) => ({ device, phone: to, text, sendAt, ttlSeconds: null, metadata: null }));
      const { outcomes, devices } = await store.forCaller(installationAuthor(tenantId), (door) =>
        door.messages.accept({ messages, origin: 'api', batchUuid: null }, { networks: ['sandbox'], devices: null }),
      );
      for (const { id, shard } of devices) shards.set(id, shard);
      return outcomes.map((outcome) => {
        if (!outcome.ok) throw new Error(`A message was refused: ${outcome.code}.`);
        return outcome.message;
      });
    },
    /** What whoever accepts does next. */
    nudge: async ({ id }: ProvisionedDevice): Promise<void> => {
      const shard = shards.get(id);
      if (shard !== undefined) await dispatch.nudgeToSend({ tenantId, deviceId: id, shard });
    },
    /** Waits until each has come so far as nothing more is done about it. */
    areFinal: (messages: readonly Message[], withinMs?: number): Promise<void> =>
      soon(async () => {
        const open = (await keptOf(messages)).filter(({ status }) => !isFinal(status));
        expect(open.map(({ history }) => history.join(', '))).toEqual([]);
      }, withinMs),
    /** All that is promised of messages, whatever happened to whom. A receipt that came while a worker ended is not asked
     * for again: it is enough that WhatsApp has said that it has them. */
    expectKeptPromises: async (messages: readonly Message[]): Promise<void> => {
      await soon(async () =>
        expect(
          (await keptOf(messages))
            .filter(({ status }) => !evidence.some((said) => said === status))
            .map(({ history }) => history),
        ).toEqual([]),
      );
      const kept = await keptOf(messages);
      expect(kept.map(({ whatsappId }) => whatsappId)).toEqual(messages.map(({ whatsapp_id }) => whatsapp_id));
      const shown = (await seen()).map(({ id }) => id);
      expect(shown.toSorted()).toEqual(messages.map(({ whatsapp_id }) => whatsapp_id).toSorted());
      expect(findBackward(kept)).toEqual([]);
      expect((await store.forInstallation(({ checkBalances }) => checkBalances())).faults).toEqual([]);
      expect(findTwoHolders(await world.readLedger())).toEqual([]);
      expect(world.workers.flatMap((worker) => findKeyTrouble(worker.log()))).toEqual([]);
    },
  };
};
