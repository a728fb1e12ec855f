import { type InputOf, type Plan, type ResultOf, type listPlans as operation, yes } from '@parley/contract';
import { z } from 'zod';
import { createCursor, toPage } from '../cursor.ts';
import type { Sql } from '../doors/transaction.ts';
import { type PlanRow } from './plan-row.ts';

/** The plans on offer, in the order of the plan list. */
export const listPlans = async (
  sql: Sql,
  { limit, cursor }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const after = cursor === undefined ? yes(beforeAll) : planCursor.decode(cursor);
  if (!after.ok) return after;
  const rows = await sql<PlanRow>(
    'select * from plans where is_offered and (position, id) > ($1, $2) order by position, id limit $3',
    [...after.value, limit + 1],
  );
  return yes(
    toPage(rows, { limit, cursor: planCursor, toKey: ({ position, id }: PlanRow) => [position, id], toItem: toPlan }),
  );
};

/** Takes the columns of a plan out of a row, whatever else is in it. */
export const toPlan = (row: Omit<PlanRow, 'position' | 'is_offered'>): Plan => ({
  id: row.id,
  name: row.name,
  api_access: row.api_access,
  devices: row.devices,
  messages_per_day: row.messages_per_day,
  first_contacts_per_day: row.first_contacts_per_day,
  requests_per_minute: row.requests_per_minute,
  members: row.members,
  retention_days: row.retention_days,
});

type PlanKey = [position: number, id: string];

const planCursor = createCursor<PlanKey>(z.tuple([z.int32(), z.string().regex(/^[a-z0-9-]*$/)]));

const beforeAll: PlanKey = [-1, ''];
