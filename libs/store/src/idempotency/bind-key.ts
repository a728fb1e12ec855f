import { type DeviceId, toUuid } from '@parley/contract';
import { isWithinReach, type Reach, reachValues } from '../devices/reach.ts';
import type { CallerScope } from '../doors/transaction.ts';

/** A key that its caller chose, and the hash of what they ask with it. */
export type KeyedRequest = { key: string; requestHash: Uint8Array };

/**
 * What a key means for a request: it is bound to it from now on, or what was answered to the same request is answered
 * again. `out_of_reach`: it was done with a device that this caller does not reach, or that is gone.
 */
export type Bound =
  | { kind: 'bound' }
  | { kind: 'replay'; answer: unknown }
  | { kind: 'conflict' }
  | { kind: 'out_of_reach' };

export type KeptAnswer = { answer: unknown; devices: readonly DeviceId[] };

/** For how long a key is known. */
const keyDays = 7;

/**
 * Binds a key within the transaction that does what is asked: if that is not kept, neither is the key. Whoever comes with
 * the same key meanwhile waits here until it has ended.
 */
export const bindKey = async (
  { sql, tenantUuid }: CallerScope,
  { key, requestHash }: KeyedRequest,
  reach: Reach,
): Promise<Bound> => {
  const hash = Buffer.from(requestHash);
  const bound = await sql(bind, [tenantUuid, key, hash]);
  if (bound.length > 0) return { kind: 'bound' };
  const [row] = await sql<KeptRow>(find, [tenantUuid, key, ...reachValues(reach)]);
  if (row === undefined) throw new Error('A key that stands in the way is not there.');
  if (!hash.equals(row.request_hash)) return { kind: 'conflict' };
  return row.is_within_reach ? { kind: 'replay', answer: row.answer } : { kind: 'out_of_reach' };
};

/** Keeps what is answered with what was done, and whom to answer it again: whoever reaches these devices. */
export const keepAnswer = async (
  { sql, tenantUuid }: CallerScope,
  key: string,
  { answer, devices }: KeptAnswer,
): Promise<void> => {
  await sql(keep, [tenantUuid, key, JSON.stringify(answer), [...new Set(devices)].map(toUuid)]);
};

type KeptRow = { request_hash: Buffer; answer: unknown; is_within_reach: boolean };

/** A key whose time is over is as good as new, whether or not it has been pruned. */
const bind = {
  name: 'bind idempotency key',
  text: `insert into idempotency_keys as mine (tenant_id, key, request_hash) values ($1, $2, $3)
    on conflict (tenant_id, key) do update
      set request_hash = excluded.request_hash, answer = null, devices = '{}', created_at = now()
      where mine.created_at < now() - make_interval(days => ${keyDays})
    returning key`,
};

const find = {
  name: 'find idempotency key',
  text: `select request_hash, answer, not exists (
      select from unnest(kept.devices) as used (uuid) where uuid not in (
        select id from devices where tenant_id = $1 and deleted_at is null and ${isWithinReach}
      )
    ) as is_within_reach
    from idempotency_keys kept where tenant_id = $1 and key = $2`,
};

const keep = {
  name: 'keep answer',
  text: 'update idempotency_keys set answer = $3, devices = $4 where tenant_id = $1 and key = $2',
};
