import type { SessionScope } from '../doors/transaction.ts';

/**
 * From now on the device and whom it talks to in these chats know each other: one of them wrote, and the other got it.
 * What waits to be sent there goes before first contacts then: so much of it at once as a transaction has time for, and
 * more each time that one of those that are still called so was sent. A chat keeps its order whatever they are called.
 */
export const makeKnown = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  chatUuids: readonly string[],
): Promise<void> => {
  if (chatUuids.length === 0) return;
  await sql(known, [tenantUuid, deviceUuid, [...new Set(chatUuids)]]);
};

/** So many of each chat. */
const atOnce = 100;

/**
 * In the order in which all of them are made, so that two of these never wait for each other. A message that somebody holds
 * is just being claimed or taken back, by who may wait for what this transaction holds: it is passed over.
 */
const known = {
  name: 'make chats known',
  text: `with held as materialized (
      select id from chats where tenant_id = $1 and device_id = $2 and id = any($3) and known_since is null
      order by id for no key update
    ), known as (
      update chats set known_since = now() from held where chats.tenant_id = $1 and chats.id = held.id returning chats.id
    ), waiting as materialized (
      select first.id from unnest($3::uuid[]) as chat (id) cross join lateral (
        select messages.id from messages where tenant_id = $1 and device_id = $2 and status = 'queued' and is_first_contact
          and chat_id = chat.id order by chat_id, due_at, position limit ${atOnce} for update skip locked
      ) first
    )
    update messages set is_first_contact = false where tenant_id = $1 and id = any(array(select id from waiting))`,
};
