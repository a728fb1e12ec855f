import type { RecordRow } from './record-row.ts';

/** A record as it is read: its time as a text, to the microsecond as Postgres keeps it, since the hash covers that. */
export type ReadRow = Omit<RecordRow, 'tenant_id' | 'at'> & { at: string };

/** Years before the first have no text here: they would look like those after it. */
export const timeText = (time: string): string =>
  `case when ${time} >= '0001-01-01Z' then to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end`;

export const readColumns = (table = 'audit_records'): string =>
  `id, ${timeText(`${table}.at`)} as at, action, by_kind, by_id, data, address, request_id, position, hash`;

/** Below any place. The first page of a chain begins there: whoever meddled may have put something below the first. */
export const lowestPosition = '-9223372036854775808';
