import { type Message, newId, toUuid } from '@parley/contract';
import { makeKnown } from '../chats/make-known.ts';
import { findPeople, type Person } from '../contacts/find-people.ts';
import type { SessionScope } from '../doors/transaction.ts';
import { recordNews } from './record-news.ts';

/** A message that a device was handed, of somebody who wrote to it, or of its own number where that wrote elsewhere. */
export type ReceivedMessage = {
  whatsappId: string;
  /** Who wrote, or to whom our own number did. */
  person: Person;
  by: 'contact' | 'own_phone';
  type: Message['type'];
  text: string | null;
  /** When WhatsApp took it. */
  at: Date;
  isFromOffline: boolean;
};

/**
 * Records what a device has received, all of it at once, each once, however often it is handed over. A message of ours
 * that comes back is no message but proof that it was sent. Contacts come first, then chats, then messages, as where
 * messages are accepted, so that the two never wait for each other.
 */
export const receiveMessages = async (scope: SessionScope, received: readonly ReceivedMessage[]): Promise<void> => {
  const { sql, tenantUuid, deviceUuid, told } = scope;
  const ours = await findOurs(scope, received);
  const isOurs = ({ by, whatsappId }: ReceivedMessage): boolean => by === 'own_phone' && ours.has(whatsappId);
  const others = received.filter((message) => !isOurs(message)).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const contactOf = await findPeople(
    scope,
    others.map(({ person }) => person),
  );
  const chatOf = await findChatsWith(
    scope,
    others.map(({ person }) => contactOf(person)),
  );
  const chatOfMessage = ({ person }: ReceivedMessage): string => chatOf(contactOf(person));
  await makeKnown(scope, others.map(chatOfMessage));
  const items = others.map((message) => toItem(message, chatOfMessage(message)));
  const written = items.length === 0 ? [] : await sql(receive, [tenantUuid, deviceUuid, JSON.stringify(items)]);
  if (written.length > 0) told();
  const proven = received.filter(isOurs);
  if (proven.length > 0)
    await recordNews(
      scope,
      proven.map(({ whatsappId, at }) => ({ whatsappId, at, became: 'sent' })),
    );
};

/** Of what our own number wrote: the ids that were fixed by us, or recorded before. */
const findOurs = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  received: readonly ReceivedMessage[],
): Promise<Set<string>> => {
  const ids = received.filter(({ by }) => by === 'own_phone').map(({ whatsappId }) => whatsappId);
  if (ids.length === 0) return new Set();
  const rows = await sql<{ whatsapp_id: string }>(
    {
      name: 'find own messages',
      text: `select whatsapp_id from messages
        where tenant_id = $1 and device_id = $2 and whatsapp_id = any($3) and direction = 'out'`,
    },
    [tenantUuid, deviceUuid, ids],
  );
  return new Set(rows.map(({ whatsapp_id }) => whatsapp_id));
};

/** The device's chats with contacts, made where there was none. */
const findChatsWith = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  contacts: readonly string[],
): Promise<(contact: string) => string> => {
  const wanted = [...new Set(contacts)];
  const look = async (): Promise<Map<string, string>> => {
    const rows = await sql<{ id: string; contact_id: string }>(chatsWith, [tenantUuid, deviceUuid, wanted]);
    return new Map(rows.map(({ id, contact_id }) => [contact_id, id]));
  };
  let chats = wanted.length === 0 ? new Map<string, string>() : await look();
  const missing = wanted.filter((contact) => !chats.has(contact));
  if (missing.length > 0) {
    await sql(makeChats, [tenantUuid, deviceUuid, missing.map(() => toUuid(newId('cht'))), missing]);
    chats = await look();
  }
  return (contact) => {
    const chat = chats.get(contact);
    if (chat === undefined) throw new Error('A chat that was made is not there.');
    return chat;
  };
};

const chatsWith = {
  name: 'find chats with contacts',
  text: 'select id, contact_id from chats where tenant_id = $1 and device_id = $2 and contact_id = any($3)',
};
const makeChats = {
  name: 'make chats with contacts',
  text: `insert into chats (tenant_id, id, device_id, contact_id) select $1, given.id, $2, contacts.id
    from unnest($3::uuid[], $4::uuid[]) as given (id, contact_id)
    join contacts on contacts.tenant_id = $1 and contacts.id = given.contact_id
    order by contacts.phone, contacts.id on conflict (tenant_id, device_id, contact_id) do nothing`,
};

const toItem = ({ whatsappId, by, type, text, at, isFromOffline }: ReceivedMessage, chat: string) => ({
  id: toUuid(newId('msg')),
  event: toUuid(newId('evt')),
  chat,
  direction: by === 'contact' ? 'in' : 'out',
  origin: by === 'contact' ? 'contact' : 'phone',
  status: by === 'contact' ? 'received' : 'sent',
  type,
  text,
  whatsapp_id: whatsappId,
  is_from_offline: isFromOffline,
  at: at.toISOString(),
});

/** What our own number wrote elsewhere was received by nobody here: it is told as one that was sent. */
const receive = {
  name: 'receive messages',
  text: `with items as (
      select * from rows from (jsonb_to_recordset($3::jsonb) as (id uuid, event uuid, chat uuid, direction text,
        origin text, status text, type text, text text, whatsapp_id text, is_from_offline boolean, at timestamptz))
        with ordinality as given (id, event, chat, direction, origin, status, type, text, whatsapp_id, is_from_offline,
          at, n)
    ), written as (
      insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, text, status, whatsapp_id,
        received_while_offline, created_at, sent_at)
      select $1, id, $2, chat, direction, origin, type, text, status, whatsapp_id, is_from_offline, least(at, now()),
        case when direction = 'out' then least(at, now()) end
      from items order by n
      on conflict (tenant_id, device_id, whatsapp_id, chat_id, direction) do nothing
      returning *
    ), told as (
      insert into events (tenant_id, id, type, data, device_id, network, message_id)
      select $1, items.event, case when written.direction = 'in' then 'message.received' else 'message.status' end,
        message_told(written.*), $2, devices.network, written.id
      from written join items on items.id = written.id join devices on devices.tenant_id = $1 and devices.id = $2
    )
    select id from written`,
};
