import {
  type DeviceRef,
  type FailureCode,
  type Message,
  type MessageId,
  type MessageOrigin,
  newId,
  toUuid,
  usualTtlSeconds,
} from '@parley/contract';
import { findChats, type FoundChat } from '../chats/find-chats.ts';
import { uuidOf } from '../audit/author.ts';
import type { Reach } from '../devices/reach.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { type SendingDevice, findSendingDevices } from './sending-devices.ts';
import { toMessage } from './message.ts';
import { newWhatsAppId } from './whatsapp-id.ts';

/** What somebody wants to be sent. The number is in digits. */
export type NewMessage = {
  device: DeviceRef;
  phone: string;
  text: string;
  sendAt: Date | null;
  ttlSeconds: number | null;
  metadata: Message['metadata'];
};

export type AcceptRefusal = Extract<
  FailureCode,
  'device_not_found' | 'device_not_linked' | 'device_logged_out' | 'device_banned' | 'quota_exceeded'
>;

/** What became of each message that was asked for, in their order; and the devices that have something to send, now or later:
 * their holders look at the clock themselves. */
export type Accepted = {
  outcomes: ({ ok: true; message: Message } | { ok: false; code: AcceptRefusal })[];
  devices: Pick<SendingDevice, 'id' | 'shard'>[];
};

export type Accepting = { messages: readonly NewMessage[]; origin: MessageOrigin; batchUuid: string | null };

/**
 * Accepts as many of the messages as there is room for in their devices' balances: what is accepted here is sent, once,
 * with the id it gets here. Devices and balances are held in one order, so that two of these never wait for each other.
 */
export const acceptMessages = async (
  scope: CallerScope,
  { messages, origin, batchUuid }: Accepting,
  reach: Reach,
): Promise<Accepted> => {
  const { sql, tenantUuid, author } = scope;
  const devices = await findSendingDevices(scope, new Set(messages.map(({ device }) => device)), reach);
  const wanted = messages.map((message): Wanted => {
    const device = devices.get(message.device) ?? null;
    const refusal = device === null ? 'device_not_found' : device.refusal;
    return { ...message, id: newId('msg'), whatsappId: newWhatsAppId(), device, refusal };
  });
  const asked = wanted.filter(isAskable);
  const chats = await findChats(
    scope,
    asked.map(({ device, phone }) => ({ deviceUuid: device.uuid, phone })),
  );
  const rows =
    asked.length === 0
      ? []
      : await sql<AcceptedRow>(accept, [
          tenantUuid,
          JSON.stringify(asked.map((message) => toItem(message, chats(message.device.uuid, message.phone)))),
          origin,
          author.by.kind,
          uuidOf(author),
          batchUuid,
        ]);
  const accepted = new Map(rows.map((row) => [row.id, row]));
  const toNudge = new Map<string, SendingDevice>();
  const outcomes = wanted.map((message): Accepted['outcomes'][number] => {
    if (!isAskable(message)) return { ok: false, code: message.refusal ?? 'device_not_found' };
    const row = accepted.get(toUuid(message.id));
    if (row === undefined) return { ok: false, code: 'quota_exceeded' };
    const { device, phone } = message;
    toNudge.set(device.uuid, device);
    const chat = chats(device.uuid, phone);
    return { ok: true, message: toAccepted(message, row, { chatUuid: chat.uuid, origin, batchUuid }) };
  });
  return { outcomes, devices: [...toNudge.values()] };
};

type Wanted = Omit<NewMessage, 'device'> & {
  id: MessageId;
  whatsappId: string;
  device: SendingDevice | null;
  refusal: AcceptRefusal | null;
};
type Askable = Wanted & { device: SendingDevice };

const isAskable = (wanted: Wanted): wanted is Askable => wanted.device !== null && wanted.refusal === null;

/** What only Postgres knows of what it wrote: of metadata, the order of its fields. */
type AcceptedRow = { id: string; metadata: Message['metadata']; created_at: Date; expires_at: Date };

/** The message as it is read from now on. */
const toAccepted = (
  { device, phone, text, whatsappId, sendAt }: Askable,
  row: AcceptedRow,
  { chatUuid, origin, batchUuid }: { chatUuid: string; origin: MessageOrigin; batchUuid: string | null },
): Message =>
  toMessage({
    ...row,
    device_id: device.uuid,
    device_phone: device.phone,
    chat_id: chatUuid,
    contact_phone: phone,
    direction: 'out',
    origin,
    type: 'text',
    text,
    status: 'queued',
    failure: null,
    server_code: null,
    failure_until: null,
    whatsapp_id: whatsappId,
    batch_id: batchUuid,
    received_while_offline: false,
    send_at: sendAt,
    sent_at: null,
    delivered_at: null,
    read_at: null,
  });

/** What is written of a message, as `accept` reads it. */
const toItem = ({ id, device, text, whatsappId, sendAt, ttlSeconds, metadata }: Askable, chat: FoundChat) => ({
  id: toUuid(id),
  event: toUuid(newId('evt')),
  device: device.uuid,
  network: device.network,
  chat: chat.uuid,
  text,
  whatsapp_id: whatsappId,
  metadata,
  is_first_contact: !chat.isKnown,
  send_at: sendAt?.toISOString() ?? null,
  ttl: ttlSeconds ?? usualTtlSeconds,
});

/**
 * Reserves and writes in one statement. `reserve_balance` grants as much as there is room for, in the order of the
 * messages; a day is that of the time at which the message is to be sent. Nothing in it is joined by what Postgres would
 * have to guess the number of: it plans the same for one and for a thousand.
 */
const accept = {
  name: 'accept messages',
  text: `with items as materialized (
      select given.*, due.at as due_at, (due.at at time zone tenants.time_zone)::date as day,
        plans.messages_per_day as day_limit
      from tenants join plans on plans.id = tenants.plan_id
      cross join rows from (jsonb_to_recordset($2::jsonb) as (id uuid, event uuid, device uuid, network text, chat uuid,
        text text, whatsapp_id text, metadata jsonb, is_first_contact boolean, send_at timestamptz, ttl int))
        with ordinality as given (id, event, device, network, chat, text, whatsapp_id, metadata, is_first_contact,
          send_at, ttl, n)
      cross join lateral (select greatest(now(), given.send_at) as at) due
      where tenants.id = $1
    ), granted as materialized (
      select device, day, reserve_balance($1, device, day, count, day_limit) as room from (
        select device, day, day_limit, count(*)::int as count from items
        group by device, day, day_limit order by device, day
      ) asked
    ), placed as materialized (
      select items.*, row_number() over (partition by device, day order by n) as nth from items
    ), fitting as materialized (
      select placed.* from placed join granted using (device, day) where nth <= room order by n
    ), written as (
      insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, text, status, whatsapp_id,
        accepted_by_kind, accepted_by_id, batch_id, metadata, is_first_contact, day, due_at, expires_at, send_at)
      select $1, id, device, chat, 'out', $3, 'text', text, 'queued', whatsapp_id, $4, $5, $6, metadata,
        is_first_contact, day, due_at, due_at + make_interval(secs => ttl), send_at
      from fitting order by n
    ), told as (
      insert into events (tenant_id, id, type, data, device_id, network, message_id)
      select $1, event, 'message.accepted', jsonb_build_object('message', id, 'status', 'queued', 'whatsapp_id',
        whatsapp_id, 'attempt', 0, 'failure', null, 'batch', $6::uuid, 'metadata', metadata), device, network, id
      from fitting
    )
    select id, metadata, now() as created_at, due_at + make_interval(secs => ttl) as expires_at
    from fitting`,
};
