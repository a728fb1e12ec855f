import { no, type Result, yes } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';

/** Days as `YYYY-MM-DD`, both of them included; left out: the last 30 days, or those that end or begin there. */
export type AskedDays = { from?: string | undefined; to?: string | undefined };

export type Days = { from: string; to: string; timeZone: string };

/** The days that are asked for, as they are where the tenant is. */
export const findDays = async (
  { sql, tenantUuid }: TenantScope,
  asked: AskedDays,
): Promise<Result<Days, 'input_invalid'>> => {
  const [row] = await sql<{ time_zone: string; today: string }>(
    'select time_zone, (now() at time zone time_zone)::date::text as today from tenants where id = $1',
    [tenantUuid],
  );
  if (row === undefined) throw new Error('A tenant is gone in the middle of its transaction.');
  const { time_zone: timeZone, today } = row;
  const to = asked.to ?? later(today, asked.from ?? today);
  const from = asked.from ?? moved(to, -usualDays);
  if (from > to) return no('input_invalid', { to: ['must not be before from'] });
  if (from < moved(to, -maxDays)) return no('input_invalid', { from: [`must be within ${maxDays} days before to`] });
  return yes({ from, to, timeZone });
};

const usualDays = 29;
const maxDays = 366;
const dayMs = 86_400_000;

const later = (one: string, other: string): string => (one > other ? one : other);

const moved = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);
