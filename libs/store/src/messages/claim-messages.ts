import { type MessageId, toId } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';
import { claim } from './claim-statement.ts';

/** A message that its device's holder is to send now, with the id it always has. */
export type ClaimedMessage = {
  id: MessageId;
  whatsappId: string;
  chat: string;
  phone: string;
  text: string;
  attempts: number;
  isFirstContact: boolean;
  /** How long it has waited since it was due. */
  waitedMs: number;
};

export type Claiming = {
  /** How many there is room for. */
  limit: number;
  /** Chats in which one is under way: the next of a chat waits for the one before it. */
  busyChats: readonly string[];
  /** By how much the device's next slot is sooner or later than its pace has it; 1: not at all. */
  jitter: number;
};

export type Claimed = {
  messages: ClaimedMessage[];
  /** Whether more could be claimed as soon as there is room, or a chat is free. */
  hasMore: boolean;
  /** When there is to be looked again, if nothing happens before; null: not by the clock. */
  nextInMs: number | null;
  /** Whether the device shows that a reply is being written. */
  showsTyping: boolean;
};

/**
 * Takes the next messages of the device that are due, one of each chat: those to be tried again, then replies, then first
 * contacts, each in the order in which they became due. From the commit on they count as tried by us; nobody can take
 * them back. The device's pace is kept, and so is how many people it may write to on a day who do not know it.
 */
export const claimMessages = async (
  { sql, tenantUuid, deviceUuid, told }: SessionScope,
  { limit, busyChats, jitter }: Claiming,
): Promise<Claimed> => {
  const own = [tenantUuid, deviceUuid];
  const [found] = await sql<ClaimRow>(claim, [...own, busyChats, limit]);
  if (found === undefined) return { messages: [], hasMore: false, nextInMs: null, showsTyping: false };
  const rows = found.claimed ?? [];
  if (rows.length > 0) told();
  const firstContacts = rows.filter((row) => row.is_first_contact && row.attempts === 1).length;
  if (firstContacts > 0) await sql(countFirstContacts, [...own, found.today, firstContacts]);
  const waits = [found.wait_ms];
  if (found.pace !== null && rows.length > 0) {
    const pauseMs = (60_000 / found.pace) * jitter;
    await sql(paceDevice, [...own, pauseMs]);
    waits.push(pauseMs);
  }
  const until = waits.filter((ms) => ms !== null);
  return {
    messages: rows.map(toClaimed),
    hasMore: found.has_more,
    nextInMs: until.length === 0 ? null : Math.max(Math.min(...until), 0),
    showsTyping: found.shows_typing,
  };
};

type ClaimedRow = {
  id: string;
  whatsapp_id: string;
  chat_id: string;
  phone: string;
  text: string;
  attempts: number;
  is_first_contact: boolean;
  waited_ms: number;
};

type ClaimRow = {
  claimed: ClaimedRow[] | null;
  has_more: boolean;
  wait_ms: number | null;
  pace: number | null;
  today: string;
  shows_typing: boolean;
};

const toClaimed = (row: ClaimedRow): ClaimedMessage => ({
  id: toId('msg', row.id),
  whatsappId: row.whatsapp_id,
  chat: row.chat_id,
  phone: row.phone,
  text: row.text,
  attempts: row.attempts,
  isFirstContact: row.is_first_contact,
  waitedMs: row.waited_ms,
});

const countFirstContacts = {
  name: 'count first contacts',
  text: `insert into balances as mine (tenant_id, device_id, day, first_contacts) values ($1, $2, $3, $4)
    on conflict (tenant_id, device_id, day) do update set first_contacts = mine.first_contacts + excluded.first_contacts`,
};

const paceDevice = {
  name: 'pace device',
  text: `update devices set sends_from = now() + make_interval(secs => $3::double precision / 1000)
    where tenant_id = $1 and id = $2`,
};
