import { type DeviceRef, type Message, type MessageId, networks, type TenantId, toUuid } from '@parley/contract';
import { installationAuthor, type NewMessage } from '@parley/store';
import { asOwner } from '@parley/store/test-database';
import { z } from 'zod';
import type { DispatchTimes } from '../src/messages/dispatch-times.ts';
import { usualDispatchTimes } from '../src/messages/dispatch-times.ts';
import type { startTestWorld } from './test-world.ts';

type World = Awaited<ReturnType<typeof startTestWorld>>;

/** Short enough for a test. */
export const shortDispatch: DispatchTimes = {
  ...usualDispatchTimes,
  retryAfterMs: [300, 300, 300, 300],
  evidenceMs: 200,
};
export const shortSession = { hangUpMs: 200, ackMs: 500 };

/** The contacts of the sandbox with a meaning. */
export const contact = (last: string): string => `1202555${last}`;

const everything = { networks, devices: null };
const reach = { ...everything, chats: null };
const seenShape = z.array(z.object({ id: z.string(), text: z.string().optional(), frames: z.number() }));

export const sendIn = ({ store, database, dispatch, sandbox, tenantId, soon }: World) => {
  /** Accepts messages, as the API does; the holder of their device is told. */
  const accept = async (
    messages: (Pick<NewMessage, 'device' | 'phone'> & Partial<NewMessage>)[],
    of: TenantId = tenantId,
  ) => {
    const { outcomes, devices } = await store.forCaller(installationAuthor(of), (caller) =>
      caller.messages.accept(
        {
          messages: messages.map((message) => ({
            text: 'Hello',
            sendAt: null,
            ttlSeconds: null,
            metadata: null,
            ...message,
          })),
          origin: 'api',
          batchUuid: null,
        },
        everything,
      ),
    );
    await Promise.all(devices.map(({ id, shard }) => dispatch.nudgeToSend({ tenantId: of, deviceId: id, shard })));
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw new Error(outcome.code);
      return outcome.message;
    });
  };
  const find = async (id: MessageId): Promise<Message> => {
    const found = await store.forTenant(tenantId, ({ messages }) => messages.find({ id, sentBy: null }, reach));
    if (found === null) throw new Error('There is no such message.');
    return found;
  };
  const statusOf = ({ status, failure }: Message): string => (failure === null ? status : `${status}/${failure.code}`);
  const seenBy = async (phone: string) => seenShape.parse(await sandbox.call('GET', `/contacts/${phone}/messages`));

  return {
    accept,
    send: async (device: DeviceRef, phone: string, more: Partial<NewMessage> = {}): Promise<Message> => {
      const [message] = await accept([{ device, phone, ...more }]);
      if (message === undefined) throw new Error('Nothing was accepted.');
      return message;
    },
    find,
    /** Waits until a message is like that: a status, or \`failed/code\`. */
    became: (id: MessageId, status: string, withinMs = 20_000): Promise<Message> =>
      soon(async () => {
        const message = await find(id);
        const is = statusOf(message);
        if (is !== status) throw new Error(`It is ${is}.`);
        return message;
      }, withinMs),
    /** Waits until its recipient has it, read or not. */
    arrived: (id: MessageId, withinMs = 20_000): Promise<Message> =>
      soon(async () => {
        const message = await find(id);
        if (message.delivered_at === null) throw new Error(`It is ${statusOf(message)}.`);
        return message;
      }, withinMs),
    /** What a contact saw with that id: its text and how many frames it took; null: nothing. */
    saw: async (phone: string, { whatsapp_id: id }: Message) => {
      const seen = (await seenBy(phone)).filter((each) => each.id === id);
      if (seen.length > 1) throw new Error('It saw the id twice.');
      return seen[0] ?? null;
    },
    seenBy,
    statusOf,
    /** How many frames of a message have come to the server. */
    framesOf: async ({ whatsapp_id: id }: Message): Promise<number> =>
      (await sandbox.ledger()).filter((entry) => entry.kind === 'message' && entry.id === id).length,
    /** In which order a message became what. */
    storyOf: (id: MessageId): Promise<string[]> =>
      asOwner(database.databaseUrl, async (owner) => {
        const { rows } = await owner.query<{ status: string }>(
          `select data ->> 'status' as status from events where message_id = $1 order by written_in, id`,
          [toUuid(id)],
        );
        return rows.map(({ status }) => status);
      }),
    /** What its balances say of all days, as \`pending/successful/failed\`. */
    balanceOf: (device: DeviceRef): Promise<string> =>
      asOwner(database.databaseUrl, async (owner) => {
        const { rows } = await owner.query<{ is: string }>(
          `select concat_ws('/', sum(pending), sum(successful), sum(failed)) as is from balances where device_id = $1`,
          [toUuid(z.custom<`dev_${string}`>().parse(device))],
        );
        return rows[0]?.is ?? '';
      }),
  };
};
