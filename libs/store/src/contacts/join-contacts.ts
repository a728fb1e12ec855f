import type { SessionScope } from '../doors/transaction.ts';

/**
 * A contact turns out to be who another one is, whose number is known. Whoever calls this holds both.
 *
 * Where it was known by the LID alone, its chats become those of the other. A session may change messages of its own
 * device only: where another device has a chat with each of the two, both stay as they are until that device hears from
 * the person. Somebody who has a number is not touched but for the LID, which is not theirs any more.
 */
export const joinContacts = async (
  scope: SessionScope,
  from: { id: string; phone: string | null },
  into: { id: string },
): Promise<void> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const both = [tenantUuid, from.id, into.id];
  if (from.phone !== null) {
    await sql('update contacts set lid = null where tenant_id = $1 and id = $2', [tenantUuid, from.id]);
    return;
  }
  await sql(
    `update messages set chat_id = theirs.id
      from chats own, chats theirs
      where own.tenant_id = $1 and own.contact_id = $2 and own.device_id = $4
        and theirs.tenant_id = $1 and theirs.contact_id = $3 and theirs.device_id = $4
        and messages.tenant_id = $1 and messages.device_id = $4 and messages.chat_id = own.id
        and not exists (select from messages twin where twin.tenant_id = $1 and twin.device_id = $4
          and twin.chat_id = theirs.id and twin.whatsapp_id = messages.whatsapp_id
          and twin.direction = messages.direction)`,
    [...both, deviceUuid],
  );
  // What is left has its twin there.
  await sql(
    `delete from messages using chats own, chats theirs
      where own.tenant_id = $1 and own.contact_id = $2 and own.device_id = $4
        and theirs.tenant_id = $1 and theirs.contact_id = $3 and theirs.device_id = $4
        and messages.tenant_id = $1 and messages.chat_id = own.id`,
    [...both, deviceUuid],
  );
  await sql(
    `update chats set contact_id = $3 where tenant_id = $1 and contact_id = $2
      and not exists (select from chats theirs where theirs.tenant_id = $1 and theirs.contact_id = $3
        and theirs.device_id = chats.device_id)`,
    both,
  );
  await sql(
    `delete from chats where tenant_id = $1 and contact_id = $2 and not exists (
      select from messages where messages.tenant_id = $1 and messages.chat_id = chats.id)`,
    both.slice(0, 2),
  );
  await sql(
    `delete from contacts where tenant_id = $1 and id = $2
      and not exists (select from chats where chats.tenant_id = $1 and chats.contact_id = $2)`,
    both.slice(0, 2),
  );
};
