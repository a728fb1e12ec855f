import {
  failures,
  isFinal,
  type MemberId,
  type Message,
  type MessageFailure,
  type MessageId,
  type TokenId,
  toId,
  toUuid,
} from '@parley/contract';
import type { Reach } from '../devices/reach.ts';
import type { TenantScope } from '../doors/transaction.ts';
import type { MessageRow } from './message-row.ts';

/** What of a row people see. */
const shown = [
  ...([
    'id',
    'device_id',
    'chat_id',
    'direction',
    'origin',
    'type',
    'text',
    'status',
    'failure',
    'server_code',
  ] as const),
  ...(['failure_until', 'whatsapp_id', 'batch_id', 'metadata', 'received_while_offline', 'created_at'] as const),
  ...(['send_at', 'expires_at', 'sent_at', 'delivered_at', 'read_at'] as const),
];

/** A row as people see it, with the numbers of the two who talk. */
export type SeenMessageRow = Pick<MessageRow, (typeof shown)[number]> & {
  device_phone: string | null;
  contact_phone: string | null;
};

/** To be followed by which. */
export const seenMessages = `select ${shown.map((column) => `messages.${column}`).join(', ')}, devices.phone as device_phone,
    contacts.phone as contact_phone
  from messages
  join devices on devices.tenant_id = messages.tenant_id and devices.id = messages.device_id
  join chats on chats.tenant_id = messages.tenant_id and chats.id = messages.chat_id
  join contacts on contacts.tenant_id = chats.tenant_id and contacts.id = chats.contact_id`;

/** Whether somebody may see a message, in a statement in which the values of their reach come third to fifth. */
export const mayBeSeen = `devices.network = any($3)
  and ($4::uuid[] is null or devices.id = any($4)) and ($5::text[] is null or contacts.phone = any($5))`;

/** The same, and its device is still there. */
export const isMessageWithinReach = `devices.deleted_at is null and ${mayBeSeen}`;

/** Those whose chats somebody may read: their numbers as `+digits`; null: all. */
export type MessageReach = Reach & { chats: readonly string[] | null };

export const messageReachValues = ({ networks, devices, chats }: MessageReach): unknown[] => [
  networks,
  devices?.map(toUuid) ?? null,
  chats?.map((chat) => chat.replace(/^\+/, '')) ?? null,
];

/** A message that somebody asks for; where they may see only what they sent themselves, of whom. */
export type SoughtMessage = { id: MessageId; sentBy: TokenId | MemberId | null };

export const findMessage = async (
  { sql, tenantUuid }: TenantScope,
  { id, sentBy }: SoughtMessage,
  reach: MessageReach,
): Promise<Message | null> => {
  const [row] = await sql<SeenMessageRow>(
    `${seenMessages} where messages.tenant_id = $1 and messages.id = $2 and ${isMessageWithinReach}
       and ($6::uuid is null or accepted_by_id = $6)`,
    [tenantUuid, toUuid(id), ...messageReachValues(reach), sentBy && toUuid(sentBy)],
  );
  return row === undefined ? null : toMessage(row);
};

export const toMessage = (row: SeenMessageRow): Message => {
  const [device, contact] = [toPhone(row.device_phone), toPhone(row.contact_phone)];
  const isIn = row.direction === 'in';
  return {
    id: toId('msg', row.id),
    direction: row.direction,
    device: toId('dev', row.device_id),
    from: isIn ? contact : device,
    to: isIn ? device : contact,
    type: row.type,
    text: row.text,
    media: null,
    origin: row.origin,
    received_while_offline: row.received_while_offline,
    status: row.status,
    is_final: isFinal(row.status),
    safe_to_retry: isSafeToRetry(row),
    failure: row.failure && toFailure(row, row.failure),
    whatsapp_id: row.whatsapp_id,
    chat: toId('cht', row.chat_id),
    batch_id: row.batch_id === null ? null : toId('bat', row.batch_id),
    metadata: row.metadata,
    created_at: row.created_at.toISOString(),
    send_at: toTime(row.send_at),
    sent_at: toTime(row.sent_at),
    delivered_at: toTime(row.delivered_at),
    read_at: toTime(row.read_at),
    expires_at: toTime(row.expires_at),
  };
};

/** Nothing of it can have left, and the same once more may arrive. */
const isSafeToRetry = ({ status, failure }: SeenMessageRow): boolean =>
  status === 'canceled' ||
  status === 'expired' ||
  (status === 'failed' && failure !== null && failures[failure].retry !== 'never');

const toFailure = (
  { server_code, failure_until }: SeenMessageRow,
  code: MessageFailure,
): NonNullable<Message['failure']> => ({
  ...failureText(code),
  ...(server_code === null ? {} : { server_code }),
  ...(failure_until === null ? {} : { until: failure_until.toISOString() }),
});

export const failureText = (code: MessageFailure) => ({
  code,
  message: failures[code].message,
  retryable: failures[code].retry !== 'never',
  action: failures[code].action,
});

const toPhone = (digits: string | null): string | null => digits && `+${digits}`;
const toTime = (time: Date | null): string | null => time?.toISOString() ?? null;
