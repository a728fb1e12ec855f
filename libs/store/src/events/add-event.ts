import { type TokenId, newId, toUuid } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

/** A fact we tell the outside world, in ids and names of fields: never a secret, a number or a text. */
type EventFact =
  | { type: 'tenant.created'; data: Record<string, never> }
  | { type: 'settings.changed'; data: { fields: string[] } }
  | { type: 'token.created' | 'token.revoked'; data: { token: TokenId } };

/** Call it in the transaction of the change it tells of: both happen, or neither. */
export const addEvent = async (sql: Sql, tenantUuid: string, { type, data }: EventFact): Promise<void> => {
  await sql('insert into events (tenant_id, id, type, data) values ($1, $2, $3, $4)', [
    tenantUuid,
    toUuid(newId('evt')),
    type,
    data,
  ]);
};
