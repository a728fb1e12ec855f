import type { Evidence, MessageFailure } from '@parley/contract';
import { tellProgress } from '../batches/tell-progress.ts';
import { makeKnown } from '../chats/make-known.ts';
import type { SessionScope } from '../doors/transaction.ts';
import { mostTries } from './tries.ts';
import { tellStatusOf } from './tell-status.ts';

/** What a session has learned of a message that it sent, by its id on WhatsApp. */
export type MessageNews = { whatsappId: string; at: Date } & (
  | { became: Evidence }
  /** For certain; but not where an earlier try may have arrived. */
  | { became: 'failed'; failure: MessageFailure; serverCode: number | null; until: Date | null }
  /** The frame may have left, and nobody knows; it is tried again after so long, or, with null, not by itself. */
  | { became: 'unknown'; tryAgainInMs: number | null }
  /** Nothing of this try has left: it waits as before it, and that was no try. */
  | { became: 'queued' }
);

/**
 * Records what was learned, all of it at once. A status only moves on, whatever the order in which things are heard; what
 * says the same again, or less, is no news. Of two about one message the first counts: put together what belongs together.
 */
export const recordNews = async (scope: SessionScope, news: readonly MessageNews[]): Promise<void> => {
  const { sql, tenantUuid, deviceUuid, told } = scope;
  const own = [tenantUuid, deviceUuid];
  const rows = await sql<Recorded>(record, [...own, JSON.stringify(news.map(toItem))]);
  if (rows.length === 0) return;
  told();
  await makeKnown(
    scope,
    rows.flatMap(({ chat_id, makes_known }) => (makes_known ? [chat_id] : [])),
  );
  const unwritten = rows.filter(({ is_unwritten }) => is_unwritten).length;
  if (unwritten > 0) await sql(uncountFirstContacts, [...own, unwritten]);
  const locks = news.flatMap((each) =>
    each.became === 'failed' && each.failure === 'reachout_locked' ? [each.until] : [],
  );
  if (locks.length > 0) await sql(lockFirstContacts, [...own, locks.find((until) => until !== null) ?? null]);
  await tellProgress(scope, rows);
};

/** Before then the device writes to nobody who does not know it; null where WhatsApp lets it. */
export const freezeFirstContacts = async (
  { sql, tenantUuid, deviceUuid }: SessionScope,
  until: Date | null,
): Promise<void> => {
  await sql('update devices set first_contacts_from = $3 where tenant_id = $1 and id = $2', [
    tenantUuid,
    deviceUuid,
    until,
  ]);
};

type Recorded = { chat_id: string; batch_id: string | null; makes_known: boolean; is_unwritten: boolean };

const toItem = (news: MessageNews) => ({
  whatsapp_id: news.whatsappId,
  at: news.at.toISOString(),
  became: news.became,
  failure: news.became === 'failed' ? news.failure : null,
  server_code: news.became === 'failed' ? news.serverCode : null,
  failure_until: news.became === 'failed' ? news.until : null,
  try_again_in: news.became === 'unknown' && news.tryAgainInMs !== null ? news.tryAgainInMs / 1000 : null,
});

/** As `advance` has it. */
const rankOf = (status: string): string =>
  `array_position(array['held', 'queued', 'sending', 'unknown', 'failed', 'sent', 'delivered', 'read', 'played'], ${status})`;

/** When something was heard of first; what says more says that, too. */
const since = (column: string, status: string): string =>
  `${column} = case when ${rankOf('became')} >= ${rankOf(`'${status}'`)} then coalesce(${column}, at) else ${column} end`;

const record = {
  name: 'record news of messages',
  text: `with news as (
      select * from jsonb_to_recordset($3::jsonb) as each (whatsapp_id text, at timestamptz, became text, failure text,
        server_code int, failure_until timestamptz, try_again_in double precision)
    ), held as materialized (
      -- In the order in which whoever holds several does.
      select id, status as was from messages where tenant_id = $1 and device_id = $2 and direction = 'out'
        and whatsapp_id = any(array(select whatsapp_id from news)) order by id for update
    ), changed as (
      update messages set
        status = case when became = 'queued' and status = 'unknown' then status else became end,
        failure = news.failure, server_code = news.server_code, failure_until = news.failure_until,
        attempts = case when became = 'queued' then attempts - 1 else attempts end,
        first_tried_at = case when became = 'queued' and attempts = 1 then null else first_tried_at end,
        due_at = case
          when became = 'queued' and status = 'sending' then due_at
          when became = 'queued' then now()
          when became = 'unknown' and attempts < ${mostTries} then now() + make_interval(secs => try_again_in) end,
        ${since('sent_at', 'sent')},
        ${since('delivered_at', 'delivered')},
        ${since('read_at', 'read')},
        failed_at = case when became = 'failed' then at end
      from news
      where tenant_id = $1 and messages.id = any(array(select id from held)) and messages.whatsapp_id = news.whatsapp_id
        and case became
          when 'queued' then status in ('sending', 'unknown') and attempts > 0
          when 'unknown' then status in ('sending', 'unknown')
          when 'failed' then status in ('sending', 'unknown') and attempts < 2
          else ${rankOf('status')} < ${rankOf('became')} end
      returning messages.*
    ), moved as (
      -- That nothing came of another try of what is unknown is nothing new.
      select changed.* from changed join held using (id) where changed.status <> held.was
    ), told as (
      ${tellStatusOf('moved')}
    )
    select chat_id, batch_id,
      (known_since is null or is_first_contact) and ${rankOf('status')} >= ${rankOf(`'sent'`)} as makes_known,
      is_first_contact and status = 'queued' and attempts = 0 as is_unwritten
    from changed join chats on chats.tenant_id = $1 and chats.id = chat_id`,
};

/** Where WhatsApp has not said until when, it is asked again after an hour, or when it was said to be over before. */
const lockFirstContacts = {
  name: 'lock first contacts',
  text: `update devices set
      first_contacts_from = coalesce($3::timestamptz, greatest(first_contacts_from, now() + interval '1 hour'))
    where tenant_id = $1 and id = $2`,
};

const uncountFirstContacts = {
  name: 'uncount first contacts',
  text: `update balances set first_contacts = greatest(first_contacts - $3, 0)
    where tenant_id = $1 and device_id = $2
      and day = (select (now() at time zone time_zone)::date from tenants where id = $1)`,
};
