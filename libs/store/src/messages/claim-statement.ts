import type { Prepared } from '../doors/transaction.ts';
import { tellStatusOf } from './tell-status.ts';

/** As many messages as a live device sends in a minute where nobody says otherwise: no person writes faster. */
const usualLivePace = 20;

/**
 * Takes what `next_messages` has found, for a tenant's device, with the chats that are busy, and how many there is room
 * for: less than that where the device has a pace, or has written to as many strangers as it may on a day.
 */
export const claim: Prepared = {
  name: 'claim messages',
  text: `with device as materialized (
      select coalesce(messages_per_minute, case devices.network when 'live' then ${usualLivePace} end) as pace,
        shows_typing, sends_from, first_contacts_from, coalesce(first_contacts_from > now(), false) as is_frozen,
        (now() at time zone time_zone)::date as today,
        ((now() at time zone time_zone)::date + 1)::timestamp at time zone time_zone as tomorrow,
        first_contacts_per_day as most_first
      from devices join tenants on tenants.id = $1 join plans on plans.id = plan_id
      where devices.tenant_id = $1 and devices.id = $2
    ), room as materialized (
      select case when pace is null then $4::int when sends_from > now() then 0 else least($4::int, 1) end as sends,
        case when is_frozen then 0 when most_first is null then $4::int else greatest(most_first - coalesce(
          (select first_contacts from balances where tenant_id = $1 and device_id = $2 and day = today), 0), 0) end as strangers
      from device
    ), next as materialized (
      select found.* from device, room cross join lateral next_messages($1, $2, $3, sends, strangers, is_frozen) found
    ), free as materialized (
      select id from messages where tenant_id = $1 and id = any((select ids from next)::uuid[])
        and status in ('queued', 'unknown') for update skip locked
    ), claimed as (
      update messages set status = case status when 'queued' then 'sending' else status end, attempts = attempts + 1,
        first_tried_at = coalesce(first_tried_at, now()), claimed_under = current_setting('app.epoch')::bigint,
        due_at = case status when 'queued' then due_at else now() + interval '2 minutes' end
      where tenant_id = $1 and id = any(array(select id from free))
      returning messages.*
    ), told as (
      ${tellStatusOf('claimed')}
    ), sent as (
      select jsonb_agg(jsonb_build_object('id', claimed.id, 'whatsapp_id', whatsapp_id, 'chat_id', chat_id, 'phone', phone,
        'text', text, 'attempts', attempts, 'is_first_contact', is_first_contact,
        'waited_ms', extract(epoch from now() - due_at) * 1000) order by claimed.due_at, claimed.position) as messages
      from claimed join chats on chats.tenant_id = $1 and chats.id = chat_id
      join contacts on contacts.tenant_id = $1 and contacts.id = contact_id
    ), waiting (at) as (
      select next_due($1, $2)
      union all select sends_from from device where sends_from > now()
      union all select first_contacts_from from device where is_frozen
      union all select tomorrow from device, room where not is_frozen and strangers = 0
    )
    select pace, today::text, shows_typing, has_more, sent.messages as claimed,
      (select extract(epoch from min(at) - now()) * 1000 from waiting)::double precision as wait_ms
    from device, next, sent`,
};
