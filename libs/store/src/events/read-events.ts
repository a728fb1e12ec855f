import {
  type DeviceId,
  type Event,
  type EventType,
  eventTypes,
  namesOf,
  no,
  type Result,
  toId,
  yes,
} from '@parley/contract';
import { z } from 'zod';
import { createCursor } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { type MessageReach, messageReachValues } from '../messages/message.ts';
import type { EventRow } from './event-row.ts';

/** `cursors` has one for each event: to read on right behind it. */
export type FeedPage = { data: Event[]; cursors: string[]; next_cursor: string };
export type FeedAsked = { cursor: string | undefined; limit: number; types: readonly EventType[]; reach: MessageReach };

/**
 * What has happened since a cursor, of these types and within reach; from now on, without one. Events come in the order
 * of the transactions that wrote them, and only of transactions before the oldest that still runs: one that commits late
 * is late, and never behind a cursor. A cursor of another Postgres, whose transactions have numbers of their own, is
 * refused.
 */
export const readEvents = async (
  { sql, tenantUuid }: TenantScope,
  { cursor, limit, types, reach }: FeedAsked,
): Promise<Result<FeedPage, 'input_invalid'>> => {
  const decoded = cursor === undefined ? yes(null) : feedCursor.decode(cursor);
  if (!decoded.ok) return decoded;
  const after = decoded.value;
  const rows = await sql<FeedRow>(feed, [
    tenantUuid,
    after?.[1] ?? newest,
    after?.[2] ?? last,
    types,
    ...messageReachValues(reach),
    limit,
  ]);
  const [first] = rows;
  if (first === undefined) throw new Error('Postgres did not say which transactions run.');
  const { home, oldest, next } = first;
  if (after !== null && (after[0] !== home || BigInt(after[1]) >= BigInt(next)))
    return no('input_invalid', { cursor: [elsewhere] });
  const found = rows.filter(isEvent);
  const final = found.at(-1);
  // Where the page is not full, everything before the oldest running transaction has been read.
  const end: FeedKey =
    found.length === limit && final !== undefined
      ? [home, final.written_in, final.id]
      : [home, (BigInt(oldest) - 1n).toString(), last];
  const cursors = found.map(({ written_in, id }) => feedCursor.encode([home, written_in, id]));
  return yes({ data: found.map(toEvent), cursors, next_cursor: feedCursor.encode(end) });
};

/** With whom the message of an event is; null where that is no longer kept. */
const numberOfChat = `(select contacts.phone from messages
  join chats on chats.tenant_id = $1 and chats.id = messages.chat_id
  join contacts on contacts.tenant_id = $1 and contacts.id = chats.contact_id
  where messages.tenant_id = $1 and messages.id = events.message_id)`;

const feed = {
  name: 'feed',
  text: `with run as materialized (
      select left(md5(system_identifier::text), 8) as home,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next
      from pg_control_system()
    )
    select home, oldest, next, id, type, at, device_id, data, written_in from run left join lateral (
      select id, type, at, device_id, data, written_in from events
      where tenant_id = $1 and written_in < oldest and (written_in, id) > ($2::bigint, $3::uuid) and type = any($4)
        and (network = any($5) or network is null and (type <> 'batch.progress' or 'live' = any($5)))
        and ($6::uuid[] is null or device_id = any($6) or device_id is null and type <> 'batch.progress')
        and ($7::text[] is null or message_id is null and type <> 'batch.progress' or ${numberOfChat} = any($7))
      order by written_in, id limit $8
    ) found on true`,
};

const elsewhere = 'must be a next_cursor of this feed; begin anew without one';
const newest = '9223372036854775807';
const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

type FeedKey = [home: string, writtenIn: string, id: string];
const feedCursor = createCursor<FeedKey>(z.tuple([z.string(), z.string().regex(/^\d{1,18}$/), z.uuid()]));

type FoundRow = Pick<EventRow, 'id' | 'type' | 'at' | 'device_id' | 'data' | 'written_in'>;
type FeedRow = { home: string; oldest: string; next: string } & (FoundRow | { id: null });

const isEvent = (row: FeedRow): row is FeedRow & FoundRow => row.id !== null;

const toEvent = (row: FoundRow): Event => ({
  id: toId('evt', row.id),
  type: z.enum(namesOf(eventTypes)).parse(row.type),
  at: row.at.toISOString(),
  device: toDeviceId(row.device_id),
  data: toData(row.data),
});

/** Of messages and batches, Postgres itself has written what is told. */
const toData = (data: Record<string, unknown>): Record<string, unknown> => {
  const progress = ofBatch.safeParse(data).data;
  if (progress !== undefined) return { ...progress, batch: toId('bat', progress.batch) };
  const { message, batch } = ofMessage.safeParse(data).data ?? {};
  if (message === undefined) return data;
  return { ...data, message: toId('msg', message), batch: batch ? toId('bat', batch) : null };
};
const ofBatch = z.strictObject({
  batch: z.uuid(),
  accepted: z.int(),
  is_done: z.boolean(),
  statuses: z.record(z.string(), z.int()).nullable(),
});
const ofMessage = z.object({ message: z.uuid(), batch: z.uuid().nullable() });

const toDeviceId = (uuid: string | null): DeviceId | null => (uuid === null ? null : toId('dev', uuid));
