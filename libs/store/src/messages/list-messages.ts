import {
  idSchema,
  type InputOf,
  type listMessages as operation,
  type Message,
  no,
  type Result,
  toUuid,
  yes,
} from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import {
  isMessageWithinReach,
  type MessageReach,
  messageReachValues,
  seenMessages,
  type SeenMessageRow,
  toMessage,
} from './message.ts';
import { findSendingDevices } from './sending-devices.ts';

type Page = { data: Message[]; next_cursor: string | null };

/**
 * The messages within reach, newest first. The statement holds only the conditions that were asked for, and is planned for
 * their values: a chat, a batch, what failed and what is queued have indexes of their own; all else is read from the
 * newest back, or, where a device has few, by the device's.
 */
export const listMessages = async (
  scope: TenantScope,
  { limit, cursor, device, chat, ...asked }: InputOf<typeof operation>,
  reach: MessageReach,
): Promise<Result<Page, 'input_invalid' | 'device_not_found'>> => {
  const { sql, tenantUuid } = scope;
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const found = device === undefined ? null : (await findSendingDevices(scope, new Set([device]), reach)).get(device);
  if (found === undefined) return no('device_not_found');

  const values: unknown[] = [tenantUuid, before.value, ...messageReachValues(reach)];
  const conditions: string[] = [];
  /** Where there is a value, it has to be so for that. */
  const only = (value: string | undefined, condition: (place: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(`and ${condition(`$${values.length}`)}`);
  };
  const chatId = idSchema('cht').safeParse(chat).data;
  only(found?.uuid, (place) => `messages.device_id = ${place}`);
  only(chatId && toUuid(chatId), (place) => `messages.chat_id = ${place}`);
  only(chatId === undefined ? chat?.slice(1) : undefined, (place) => `messages.chat_id in (${chatsWith(place)})`);
  only(asked.direction, (place) => `messages.direction = ${place}`);
  only(asked.status, (place) => `messages.status = ${place}`);
  only(asked.batch && toUuid(asked.batch), (place) => `messages.batch_id = ${place}`);
  only(asked.from, (place) => `messages.created_at >= ${beginOf(`${place}::date`)}`);
  only(asked.to, (place) => `messages.created_at < ${beginOf(`(${place}::date + 1)`)}`);

  const rows = await sql<SeenMessageRow>(
    `${seenMessages} where messages.tenant_id = $1 and messages.id < $2 and ${isMessageWithinReach}
       ${conditions.join(' ')} order by messages.id desc limit ${limit + 1}`,
    values,
  );
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem: toMessage }));
};

const chatsWith = (phone: string): string =>
  `select chats.id from contacts join chats on chats.tenant_id = $1 and chats.contact_id = contacts.id
   where contacts.tenant_id = $1 and contacts.phone = ${phone}`;

/** Where the tenant is. */
const beginOf = (day: string): string =>
  `(${day}::timestamp at time zone (select time_zone from tenants where id = $1))`;
