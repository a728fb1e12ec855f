import {
  type DeviceRef,
  type FailedNumber,
  failures,
  type MessageFailure,
  no,
  type Result,
  toId,
  toUuid,
  yes,
} from '@parley/contract';
import { z } from 'zod';
import { createCursor, toPage } from '../cursor.ts';
import { findDevice } from '../devices/device.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { isMessageWithinReach, type MessageReach, messageReachValues } from './message.ts';

/** Days as `YYYY-MM-DD`, both of them included, as they are where the tenant is; left out: without an end. */
export type FailedNumbersAsked = {
  device?: DeviceRef | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

export type FailedNumbersPage = { data: FailedNumber[]; next_cursor: string | null };

/** The numbers that a message failed to get to, or to which it came too late, newest first. */
export const listFailedNumbers = async (
  scope: TenantScope,
  { device, from, to, limit, cursor }: FailedNumbersAsked,
  reach: MessageReach,
): Promise<Result<FailedNumbersPage, 'device_not_found' | 'input_invalid'>> => {
  const found = device === undefined ? null : await findDevice(scope, device, reach);
  if (device !== undefined && found === null) return no('device_not_found');
  if (from !== undefined && to !== undefined && from > to)
    return no('input_invalid', { to: ['must not be before from'] });
  const after = cursor === undefined ? yes(beforeAll) : failedCursor.decode(cursor);
  if (!after.ok) return after;
  const rows = await scope.sql<FailedRow>(failed, [
    scope.tenantUuid,
    limit + 1,
    ...messageReachValues(reach),
    found === null ? null : toUuid(found.device.id),
    from ?? null,
    to ?? null,
    ...after.value,
  ]);
  return yes(
    toPage(rows, { limit, cursor: failedCursor, toKey: ({ place, id }: FailedRow) => [place, id], toItem: toFailed }),
  );
};

type FailedRow = {
  id: string;
  device_id: string;
  phone: string | null;
  failure: MessageFailure;
  failed_at: Date;
  /** The same to the microsecond. */
  place: string;
  date: string;
};

type Key = [failedAt: string, id: string];
/** As `place` is written: any other time might be none to Postgres. */
const placeShape = z.iso.datetime({ precision: 6 }).refine((place) => place >= '1970');
const failedCursor = createCursor<Key>(z.tuple([z.union([z.literal('infinity'), placeShape]), z.uuid()]));
const beforeAll: Key = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** A day is that of its place, and what is far from it need not be looked at. */
const failed = {
  name: 'failed numbers',
  text: `select messages.id, messages.device_id, contacts.phone, failure, failed_at,
      to_char(failed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place, (failed_at at time zone time_zone)::date::text as date
    from messages
    join tenants on tenants.id = messages.tenant_id
    join devices on devices.tenant_id = messages.tenant_id and devices.id = messages.device_id
    join chats on chats.tenant_id = messages.tenant_id and chats.id = messages.chat_id
    join contacts on contacts.tenant_id = chats.tenant_id and contacts.id = chats.contact_id
    where messages.tenant_id = $1 and failed_at is not null and failure is not null and ${isMessageWithinReach}
      and ($6::uuid is null or devices.id = $6)
      and ($7::date is null
        or failed_at > $7::date - interval '2 days' and (failed_at at time zone time_zone)::date >= $7::date)
      and ($8::date is null
        or failed_at < $8::date + interval '3 days' and (failed_at at time zone time_zone)::date <= $8::date)
      and (failed_at, messages.id) < ($9::timestamptz, $10::uuid)
    order by failed_at desc, messages.id desc limit $2`,
};

const toFailed = ({ id, device_id, phone, failure, failed_at, date }: FailedRow): FailedNumber => ({
  number: phone && `+${phone}`,
  date,
  reason: failure,
  message: failures[failure].message,
  action: failures[failure].action,
  message_id: toId('msg', id),
  device: toId('dev', device_id),
  failed_at: failed_at.toISOString(),
});
