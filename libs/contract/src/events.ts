import { z } from 'zod';
import { idSchema } from './ids.ts';
import { namesOf } from './names-of.ts';
import { operation } from './operation.ts';
import { pageInput } from './paging.ts';
import type { Scope } from './scopes.ts';

/** Every kind of fact that is told to the outside world, with the scope it takes to hear of it; null: any caller. */
export const eventTypes = {
  'tenant.created': null,
  'tenant.plan_changed': null,
  'settings.changed': null,
  'token.created': 'tokens:manage',
  'token.regenerated': 'tokens:manage',
  'token.revoked': 'tokens:manage',
  'member.added': 'members:manage',
  'member.changed': 'members:manage',
  'member.removed': 'members:manage',
  'member.joined': 'members:manage',
  'invitation.created': 'members:manage',
  'invitation.withdrawn': 'members:manage',
  'device.added': 'devices:read',
  'device.changed': 'devices:read',
  'device.deleted': 'devices:read',
  'device.link_asked': 'devices:read',
  'device.unlink_asked': 'devices:read',
  'device.stop_asked': 'devices:read',
  'device.restart_asked': 'devices:read',
  /** There is a QR code or a code to enter, or another one. What it is, the device itself tells who may link it. */
  'device.link_ready': 'devices:read',
  'device.linked': 'devices:read',
  'device.state': 'devices:read',
  /** A step of what Parley does by itself about a device in trouble. */
  'device.recovery': 'devices:read',
  'message.accepted': 'messages:read',
  /** It has another status. */
  'message.status': 'messages:read',
  'message.received': 'messages:read',
  'batch.progress': 'messages:read',
} as const satisfies Record<string, Scope | null>;

export type EventType = keyof typeof eventTypes;

export const event = z.object({
  id: idSchema('evt').describe('The id of the event; stable.'),
  type: z.enum(namesOf(eventTypes)).describe('What happened.'),
  at: z.iso.datetime().describe('When it happened.'),
  device: idSchema('dev').nullable().describe('The device it happened to; null where it is about none.'),
  data: z.record(z.string(), z.unknown()).describe('What there is to know about it, by its type.'),
});
export type Event = z.infer<typeof event>;

export const listEvents = operation({
  name: 'events.list',
  summary:
    'Read what has happened since a cursor, or wait for it. With `Accept: text/event-stream` the same as a stream, ' +
    'which `Last-Event-ID` resumes.',
  scope: null,
  input: z.strictObject({
    cursor: pageInput.cursor.describe('The `next_cursor` of the last answer; left out: from now on.'),
    limit: pageInput.limit,
    wait: z.coerce
      .number()
      .int()
      .min(0)
      .max(30)
      .default(0)
      .describe('For how many seconds to wait where nothing has happened yet, up to 30.'),
  }),
  output: z.object({
    data: z.array(event).describe('What happened, in order. Only what your scopes and your policy let you hear.'),
    next_cursor: z.string().describe('Pass it as `cursor` to read on. There is always one.'),
  }),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/events', status: 200, hasStream: true },
});
