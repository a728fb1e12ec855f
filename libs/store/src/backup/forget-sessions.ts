import { newId, toUuid } from '@parley/contract';
import type { Client } from 'pg';
import { asOwner } from '../roles/as-owner.ts';
import { inUse, isInUse } from '../roles/is-in-use.ts';
import { whileUnbound } from '../roles/while-unbound.ts';
import type { Outcome } from '../run-by-hand.ts';

/**
 * What has to be done to a database that was brought back from a backup, before any session opens: keys that WhatsApp has
 * seen go on since must not be used again, so every device is linked anew. For whoever restored by other means than ours.
 */
export const forgetSessions = ({ databaseUrl }: { databaseUrl: string }): Promise<Outcome> =>
  asOwner({ databaseUrl, application: 'parley forget-sessions' }, async (owner) => {
    if (await isInUse(owner)) return { exitCode: 1, said: inUse };
    await owner.query('begin');
    const devices = await whileUnbound(owner, ['devices', 'device_keys', 'events'], () => forgetIn(owner));
    await owner.query('commit');
    return { exitCode: 0, said: `Devices to be linked again: ${devices}.` };
  });

/** The same in a transaction of somebody who sees everything; says how many devices are to be linked again. */
export const forgetIn = async (owner: Client): Promise<number> => {
  await owner.query('delete from device_keys');
  // What was to be taken off its phone's list cannot be any more.
  await owner.query('delete from devices where deleted_at is not null');
  // Who was only being linked has lost nothing: its linking was stopped.
  const { rows } = await owner.query<Forgotten>(
    `update devices set is_linked = false, since = now(), until = null, link = null, wish = null,
       state = case when is_linked then 'logged_out' else 'not_started' end,
       reason = case when is_linked then 'keys_lost' else 'link_stopped' end
     where is_linked or state in ('connecting', 'qr_ready', 'pairing_code_ready', 'disconnected')
       or state = 'not_started' and wish is not null
     returning tenant_id, id, network, state, reason`,
  );
  await owner.query('update devices set wish = null where wish is not null');
  // Whoever worked before holds an epoch that is never current again.
  await owner.query('update shards set epoch = epoch + 1000000');
  // Transactions of this Postgres have numbers of their own: what was told is told before everything that will be.
  await owner.query('update events set written_in = transaction_number()');
  await owner.query(
    `insert into events (tenant_id, id, type, data, device_id, network)
     select tenant_id, event_id, 'device.state', jsonb_build_object('state', state, 'reason', reason, 'until', null),
       device_id, network
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
       as told (tenant_id, event_id, device_id, network, state, reason)`,
    [
      rows.map(({ tenant_id }) => tenant_id),
      rows.map(() => toUuid(newId('evt'))),
      rows.map(({ id }) => id),
      rows.map(({ network }) => network),
      rows.map(({ state }) => state),
      rows.map(({ reason }) => reason),
    ],
  );
  return rows.filter(({ state }) => state === 'logged_out').length;
};

type Forgotten = { tenant_id: string; id: string; network: string; state: string; reason: string };
