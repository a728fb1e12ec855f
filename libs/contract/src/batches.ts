import { z } from 'zod';
import { deviceRef } from './devices.ts';
import { failures } from './failures.ts';
import { idSchema } from './ids.ts';
import { messageStatuses } from './message-status.ts';
import { recipient, sendOptions, textContent } from './messages.ts';
import { namesOf } from './names-of.ts';
import { operation } from './operation.ts';

const { send_at, ttl, metadata, dry_run } = sendOptions;

/** What one message of a batch is, where the batch itself does not say it for all of them. */
export const batchItem = z.strictObject({
  type: z.literal('text').describe('What it is.'),
  device: deviceRef,
  to: recipient,
  ...textContent,
  send_at,
  ttl,
  metadata,
});
export type BatchItem = z.output<typeof batchItem>;

const maxBatchItems = 1_000;

const { $schema: _, ...itemSchema } = z.toJSONSchema(batchItem.partial({ device: true }), { io: 'input' });

export const sendBatch = operation({
  name: 'messages.sendBatch',
  summary:
    'Send up to 1,000 messages at once. What is wrong with one of them refuses that one, and no other. If there is ' +
    'not room for all of them in the balance of a device, the first are accepted.',
  scope: 'messages:send',
  input: z.strictObject({
    device: deviceRef.optional().describe('The device of each message that names none.'),
    send_at,
    ttl,
    metadata,
    dry_run,
    messages: z
      .array(z.unknown().meta(itemSchema))
      .min(1)
      .max(maxBatchItems)
      .describe('The messages, each with its `type`. Its own fields go before those that the batch says for all.'),
  }),
  output: z.object({
    batch_id: idSchema('bat').nullable().describe('The batch; null where none of it was accepted, or nothing kept.'),
    accepted: z.int().describe('How many are going to be sent.'),
    refused: z
      .array(
        z.object({
          index: z.int().describe('Which one of the messages, counted from 0.'),
          code: z.enum(namesOf(failures)).describe('Why, for programs; stable.'),
          message: z.string().describe('The same as a sentence.'),
          errors: z.record(z.string(), z.array(z.string())).optional().describe('The fields that are wrong, and how.'),
        }),
      )
      .describe('Those that are not, in order.'),
    dry_run: z.literal(true).optional().describe('There only where nothing was kept: so it would have been.'),
  }),
  errors: ['idempotency_conflict', 'device_not_found'],
  http: {
    method: 'post',
    path: '/api/v1/messages/batch',
    status: 202,
    isSend: true,
    heldByItem: 'messages',
    bodyLimitBytes: 8 * 1_048_576,
  },
});

export const batch = z.object({
  id: idSchema('bat').describe('The batch.'),
  accepted: z.int().describe('How many of its messages were accepted.'),
  refused: z.int().describe('How many were not.'),
  statuses: z
    .partialRecord(z.enum(messageStatuses), z.int())
    .describe('How many of them have come to each status. Those that are no longer kept are left out.'),
  open: z.int().describe('How many are still to be sent, or to be heard of.'),
  progress: z.number().describe('How much of it is done, from 0 to 1.'),
  is_done: z.boolean().describe('Whether nothing more is done about any of them. Receipts may still come.'),
  created_at: z.iso.datetime().describe('When it was accepted.'),
  canceled_at: z.iso.datetime().nullable().describe('When what was left of it was canceled first; null: never.'),
});
export type Batch = z.infer<typeof batch>;

const batchPath = { id: idSchema('bat').describe('The id of the batch.') };

export const getBatch = operation({
  name: 'batches.get',
  summary: 'Show how far a batch has come.',
  scope: 'messages:read',
  ownScope: 'messages:send',
  input: z.strictObject(batchPath),
  output: batch,
  errors: ['batch_not_found'],
  http: { method: 'get', path: '/api/v1/batches/{id}', status: 200 },
});

export const cancelBatch = operation({
  name: 'batches.cancel',
  summary:
    'Take back every message of a batch that is not on its way yet. Without `messages:read` a caller finds only what it ' +
    'sent itself.',
  scope: 'messages:send',
  input: z.strictObject(batchPath),
  output: z.object({ ...batch.shape, canceled: z.int().describe('How many messages were taken back by this.') }),
  errors: ['batch_not_found'],
  http: { method: 'post', path: '/api/v1/batches/{id}/cancel', status: 200 },
});
