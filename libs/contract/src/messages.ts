import { z } from 'zod';
import { day } from './day.ts';
import { deviceRef } from './devices.ts';
import type { EventType } from './events.ts';
import { idSchema } from './ids.ts';
import { messageFailures, messageStatuses } from './message-status.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';
import { phoneNumber } from './phone-number.ts';

/** Whom a message is for: a number as people write it. On its way through the house it is +digits. */
export const recipient = phoneNumber
  .transform((digits) => `+${digits}` as const)
  .describe('Whom it is for: a number with its country code, like +4915112345678.');

/** `other`: whatever else somebody may write. That it came is told; what it holds is not kept yet. */
const messageTypes = ['text', 'other'] as const;
export const messageOrigins = ['api', 'mcp', 'dashboard', 'phone', 'contact'] as const;
export type MessageOrigin = (typeof messageOrigins)[number];

const messageFailure = z.object({
  code: z.enum(messageFailures).describe('What went wrong, for programs; stable.'),
  message: z.string().describe('The same as a sentence.'),
  retryable: z.boolean().describe('Whether the same to the same recipient may succeed later.'),
  action: z.string().describe('What to do about it.'),
  server_code: z.int().optional().describe('The code with which WhatsApp refused it.'),
  until: z.iso.datetime().optional().describe('Until when it would fail again, where WhatsApp said so.'),
});

/** What Postgres can keep, and WhatsApp can carry: any Unicode but NUL. */
const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const noText = 'must be Unicode, and without NUL';

/** Whatever a caller wants to know a message by. It is echoed, and never looked at. */
const metadata = z
  .record(
    z.string().min(1).max(64).refine(isText, noText),
    z.union(
      [z.string().max(500).refine(isText, noText), z.number(), z.boolean(), z.null()],
      'must be a text, a number, true, false or null',
    ),
  )
  .refine((fields) => Object.keys(fields).length <= 20, 'must have 20 fields at most');

const time = z.iso.datetime().nullable();

export const message = z.object({
  id: idSchema('msg').describe('The id of the message.'),
  direction: z.enum(['in', 'out']).describe('Whether it was received or is sent.'),
  device: idSchema('dev').describe('The device it goes through.'),
  from: z
    .string()
    .nullable()
    .describe('Who wrote it, like +4915112345678; null where only an id of WhatsApp is known.'),
  to: z.string().nullable().describe('Whom it is for, in the same way.'),
  type: z
    .enum(messageTypes)
    .describe('What it is; other: something received that is no text, and is not shown here yet.'),
  text: z.string().nullable().describe('Its text; null where it has none.'),
  media: z.null().describe('Its file; null where it has none.'),
  origin: z.enum(messageOrigins).describe('By which way it came.'),
  received_while_offline: z.boolean().describe('Whether it was written while the device was away.'),
  status: z.enum(messageStatuses).describe('What has become of it. Never more than WhatsApp has said.'),
  is_final: z.boolean().describe('Whether nothing more is done about it. Receipts may still bring it further.'),
  safe_to_retry: z.boolean().describe('Whether nothing of it can have left, so that sending it anew doubles nothing.'),
  failure: messageFailure.nullable().describe('Why it failed; null where it did not.'),
  whatsapp_id: z.string().describe('Its id on WhatsApp, fixed from the beginning.'),
  chat: idSchema('cht').describe('The chat it belongs to.'),
  batch_id: idSchema('bat').nullable().describe('The batch it was accepted with; null: none.'),
  metadata: metadata.nullable().describe('What its sender wanted to know it by.'),
  created_at: z.iso.datetime().describe('When it was accepted; of one that was received, when WhatsApp took it.'),
  send_at: time.describe('When it was to be sent, where that was said.'),
  sent_at: time.describe("When WhatsApp's server took it."),
  delivered_at: time.describe("When it came to the recipient's phone."),
  read_at: time.describe('When the recipient read it, or heard it.'),
  expires_at: time.describe('Until when it is worth sending: if it could not be sent by then, it expires.'),
  dry_run: z.literal(true).optional().describe('There only where nothing was kept: it would have been accepted.'),
});
export type Message = z.infer<typeof message>;

const maxSendAheadMs = 90 * 86_400_000;
/** For how long a message waits to be sent, where nothing else is said. */
export const usualTtlSeconds = 86_400;

/** The options of every send. */
export const sendOptions = {
  send_at: z.iso
    .datetime({ offset: true, abort: true })
    .refine((at) => Date.parse(at) - Date.now() < maxSendAheadMs, 'must be within the next 90 days')
    .refine((at) => Date.parse(at) >= 0, 'must not be before 1970')
    .optional()
    .describe('When to send it; left out, or past: at once.'),
  ttl: z
    .int()
    .min(1)
    .max(7 * 86_400)
    .optional()
    .describe('For how many seconds it is worth sending, counted from when it is due; left out: a day.'),
  metadata: metadata.optional().describe('Up to 20 fields of yours, echoed with the message and in its events.'),
  dry_run: z.boolean().optional().describe('Check everything, and keep and send nothing.'),
};

export const textContent = {
  text: z
    .string()
    .min(1)
    .max(4096)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine(isText, noText)
    .describe('The text, up to 4096 characters.'),
};

/** How whoever sends one would like to be answered. Both stand in the query, and are no part of what is sent. */
const waitInput = {
  wait: z
    .literal('sent')
    .optional()
    .describe(
      "Answer only once WhatsApp's server took it, or it is known what else became of it; where the time runs out " +
        'before, it is answered as it is then.',
    ),
  timeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(30)
    .default(10)
    .describe('For how many seconds to wait for that, up to 30.'),
};

/** What any send may be refused for. */
export const sendErrors = [
  'device_not_found',
  'device_not_linked',
  'device_logged_out',
  'device_banned',
  'recipient_invalid',
  'quota_exceeded',
  'idempotency_conflict',
] as const;

export const sendText = operation({
  name: 'messages.sendText',
  summary: 'Send a text message from one of your devices.',
  scope: 'messages:send',
  input: z.strictObject({ device: deviceRef, to: recipient, ...textContent, ...sendOptions, ...waitInput }),
  output: message,
  errors: sendErrors,
  http: { method: 'post', path: '/api/v1/messages/text', status: 202, isSend: true },
});

const messagePath = { id: idSchema('msg').describe('The id of the message.') };

export const cancelMessage = operation({
  name: 'messages.cancel',
  summary:
    'Take back a message that nobody has tried to send yet. Without `messages:read` a caller finds only what it sent itself.',
  scope: 'messages:send',
  input: z.strictObject(messagePath),
  output: message,
  errors: ['message_not_found', 'message_under_way'],
  http: { method: 'post', path: '/api/v1/messages/{id}/cancel', status: 200 },
});

export const getMessage = operation({
  name: 'messages.get',
  summary: 'Show a message, and what has become of it.',
  scope: 'messages:read',
  ownScope: 'messages:send',
  input: z.strictObject(messagePath),
  output: message,
  errors: ['message_not_found'],
  http: { method: 'get', path: '/api/v1/messages/{id}', status: 200 },
});

/** The kinds of events that are of a message. */
export const messageEvents = [
  'message.accepted',
  'message.status',
  'message.received',
] as const satisfies readonly EventType[];

export const getTimeline = operation({
  name: 'messages.getTimeline',
  summary: 'Show what happened to a message, oldest first: as far back as your plan keeps events.',
  scope: 'messages:read',
  ownScope: 'messages:send',
  input: z.strictObject(messagePath),
  output: z.object({
    data: z
      .array(
        z.object({
          id: idSchema('evt').describe('The id of the event, as the feed has it.'),
          type: z.enum(messageEvents).describe('What happened.'),
          at: z.iso.datetime().describe('When it happened.'),
          status: z.enum(messageStatuses).describe('What it was from then on.'),
          attempt: z.int().describe('How often it had been tried by then.'),
          failure: messageFailure
            .pick({ code: true, message: true, retryable: true, action: true })
            .nullable()
            .describe('Why it failed; null where it did not.'),
        }),
      )
      .describe('What happened, oldest first.'),
  }),
  errors: ['message_not_found'],
  http: { method: 'get', path: '/api/v1/messages/{id}/timeline', status: 200 },
});

export const listMessages = operation({
  name: 'messages.list',
  summary: 'List messages, newest first. A token that is narrowed to devices or chats names one of them.',
  scope: 'messages:read',
  input: z
    .strictObject({
      device: deviceRef.optional().describe('Only of this device: its id, or its number in digits.'),
      chat: z
        .union([idSchema('cht'), recipient], 'must be the id of a chat, or a phone number with its country code')
        .optional()
        .describe('Only of this chat, or of every chat with this number.'),
      direction: message.shape.direction.optional().describe('Only those that were received, or only those sent.'),
      status: message.shape.status.optional().describe('Only those of this status.'),
      batch: idSchema('bat').optional().describe('Only those that were accepted with this batch.'),
      from: day.optional().describe('Only from this day on, like 2026-11-21, in the time zone of your tenant.'),
      to: day.optional().describe('Only up to this day; it is included.'),
      ...pageInput,
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      path: ['to'],
      error: 'must not be before from',
    }),
  output: pageOf(message),
  errors: ['input_invalid', 'device_not_found'],
  http: { method: 'get', path: '/api/v1/messages', status: 200 },
});
