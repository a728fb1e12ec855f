import type { SessionScope } from '../doors/transaction.ts';

/**
 * From now on the device and whom it talks to in these chats know each other: one of them wrote, and the other got it.
 * What waits to be sent there goes before first contacts then, all of it, so that a chat keeps its order.
 */
export const makeKnown = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  chatUuids: readonly string[],
): Promise<void> => {
  if (chatUuids.length === 0) return;
  await sql(known, [tenantUuid, deviceUuid, [...new Set(chatUuids)]]);
};

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
    )
    update messages set is_first_contact = false where tenant_id = $1 and id in (
      select messages.id from messages join known on known.id = chat_id
      where tenant_id = $1 and device_id = $2 and status = 'queued' and is_first_contact for update of messages skip locked)`,
};
