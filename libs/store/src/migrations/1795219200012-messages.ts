// Why: messages, from their accept to the recipient's receipts; whom they are for; what of a day's balance they take.
// Locks: events, against everything, for a moment. Code before it: still runs.
//
// A message is accepted by a tenant's own transaction, and from then on only the holder of its device's shard says what
// becomes of it: anybody else can take it back before it is claimed, or find that its time is over, and no more. Its
// balance moves with its status, in the same statement, whoever changes that: the counters cannot be other than the rows.
import { migration, ofTenant } from './migration.ts';

/** A transaction that names a device is its session's. */
const isOfSession = `coalesce(current_setting('app.device_id', true), '') <> ''`;

const openStatuses = `'held', 'queued', 'sending', 'unknown'`;

/** In which column of a balance a status counts, as \`balanceColumnOf\` says it. */
const columnOf = (status: string) =>
  `case when ${status} in (${openStatuses}) then 'pending'
     when ${status} in ('sent', 'delivered', 'read', 'played') then 'successful' else 'failed' end`;

/** For so long the first answer is given again. */
const isOldKey = `created_at < now() - interval '7 days'`;

/** As often as `tries.ts` has it. */
const mostTries = 10;
/** So many at the front of a line are looked at; where a few chats are all of them, so many other chats. */
const front = 100;
const mostOthers = 200;

/** A plan that was made while a table was empty, or before Postgres knew anything of it, must not read all of it. */
const alongIndexes = `set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off`;

export const messages = migration(
  'messages-1795219200012',
  `
  create table contacts (
    tenant_id uuid not null constraint contacts_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    phone text,
    lid text,
    name text,
    created_at timestamptz not null default now(),
    constraint contacts_pkey primary key (tenant_id, id),
    constraint contacts_phone_key unique (tenant_id, phone),
    constraint contacts_lid_key unique (tenant_id, lid),
    constraint contacts_known_check check (phone is not null or lid is not null)
  );
  ${ofTenant('contacts')}
  grant select, insert (tenant_id, id, phone, lid, name), update (phone, lid, name), delete on contacts to parley_app;

  create table chats (
    tenant_id uuid not null,
    id uuid not null,
    device_id uuid not null,
    contact_id uuid not null,
    -- Since when the two know each other: one of them wrote, and the other got it.
    known_since timestamptz,
    created_at timestamptz not null default now(),
    constraint chats_pkey primary key (tenant_id, id),
    constraint chats_contact_key unique (tenant_id, device_id, contact_id),
    constraint chats_device_fkey foreign key (tenant_id, device_id) references devices (tenant_id, id) on delete cascade,
    constraint chats_contact_fkey foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
  );
  create index chats_contact_idx on chats (tenant_id, contact_id);
  ${ofTenant('chats')}
  grant select, insert (tenant_id, id, device_id, contact_id), update (known_since, contact_id), delete on chats
    to parley_app;

  create table batches (
    tenant_id uuid not null constraint batches_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    accepted int not null,
    refused int not null,
    created_at timestamptz not null default now(),
    canceled_at timestamptz,
    -- When its progress was told last, and since when there is no more to tell: nothing of it is open.
    told_at timestamptz,
    done_at timestamptz,
    constraint batches_pkey primary key (tenant_id, id)
  );
  ${ofTenant('batches')}
  grant select, insert (tenant_id, id, accepted, refused), update (accepted, refused, canceled_at, told_at, done_at),
    delete
    on batches to parley_app;

  create table messages (
    tenant_id uuid not null,
    id uuid not null,
    position bigint not null generated always as identity,
    device_id uuid not null,
    chat_id uuid not null,
    direction text not null constraint messages_direction_check check (direction in ('in', 'out')),
    origin text not null,
    type text not null,
    text text,
    status text not null,
    failure text,
    server_code int,
    failure_until timestamptz,
    whatsapp_id text not null,
    accepted_by_kind text,
    accepted_by_id uuid,
    batch_id uuid,
    metadata jsonb,
    is_first_contact boolean not null default false,
    received_while_offline boolean not null default false,
    -- The day on whose balance it counts; null for what was not accepted by us.
    day date,
    -- When it may be tried, or tried again; null where nothing more is done about it.
    due_at timestamptz,
    expires_at timestamptz,
    attempts int not null default 0,
    claimed_under bigint,
    first_tried_at timestamptz,
    created_at timestamptz not null default now(),
    send_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    failed_at timestamptz,
    constraint messages_pkey primary key (tenant_id, id),
    constraint messages_whatsapp_id_key unique (tenant_id, device_id, whatsapp_id, chat_id, direction),
    constraint messages_device_fkey foreign key (tenant_id, device_id) references devices (tenant_id, id) on delete cascade,
    constraint messages_chat_fkey foreign key (tenant_id, chat_id) references chats (tenant_id, id) on delete cascade,
    constraint messages_batch_fkey foreign key (tenant_id, batch_id) references batches (tenant_id, id)
  );
  -- What is to be sent, in the order in which it is due: replies, then first contacts.
  create index messages_queued_idx on messages (tenant_id, device_id, is_first_contact, due_at, position)
    where status = 'queued';
  -- Of each chat the next, where one chat has more waiting than anybody would look through.
  create index messages_queued_chat_idx on messages (tenant_id, device_id, is_first_contact, chat_id, due_at, position)
    where status = 'queued';
  create index messages_untold_idx on messages (tenant_id, device_id, due_at) where status in ('sending', 'unknown');
  create index messages_expires_idx on messages (tenant_id, expires_at) where status = 'queued';
  create index messages_chat_idx on messages (tenant_id, chat_id, id);
  create index messages_batch_idx on messages (tenant_id, batch_id, status) where batch_id is not null;
  create index messages_failed_idx on messages (tenant_id, failed_at, id) where failed_at is not null;
  create index messages_ended_idx on messages (tenant_id, status, id) where status in ('failed', 'canceled', 'expired');
  ${ofTenant('messages')}
  grant select, delete, insert (tenant_id, id, device_id, chat_id, direction, origin, type, text, status, whatsapp_id,
      accepted_by_kind, accepted_by_id, batch_id, metadata, is_first_contact, received_while_offline, day, due_at,
      expires_at, created_at, send_at, sent_at),
    update (chat_id, status, failure, server_code, failure_until, is_first_contact, due_at, attempts, claimed_under,
      first_tried_at, sent_at, delivered_at, read_at, failed_at) on messages to parley_app;

  create policy installation_holds on messages for select to parley_installation using (true);
  grant select (tenant_id, id, device_id, status, day, due_at, is_first_contact, expires_at) on messages
    to parley_installation;

  create trigger only_by_epoch before insert or update or delete on messages
    for each statement when (${isOfSession}) execute function require_epoch();

  create function require_own_message() returns trigger language plpgsql as $require$
  begin
    if current_user = 'parley_app' then
      if old.device_id is distinct from nullif(current_setting('app.device_id', true), '')::uuid then
        raise exception 'another device' using errcode = 'PE001';
      end if;
    end if;
    return new;
  end $require$;
  create trigger only_its_session before update on messages
    for each row when (not (old.status in ('held', 'queued') and new.status in ('canceled', 'expired')))
    execute function require_own_message();

  /* What was received, or sent elsewhere, only its device's session writes; what is accepted waits to be sent, and counts. */
  create function refuse_message() returns trigger language plpgsql as $refuse$
  begin
    if current_user = 'parley_app' then
      raise exception 'nobody may % such a message', lower(tg_op) using errcode = 'insufficient_privilege';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $refuse$;
  create trigger only_as_it_comes before insert on messages
    for each row when (case when ${isOfSession}
      then new.day is not null or new.device_id is distinct from nullif(current_setting('app.device_id', true), '')::uuid
      else new.direction <> 'out' or new.status not in ('held', 'queued') or new.day is null end)
    execute function refuse_message();
  create trigger never_while_open before delete on messages
    for each row when (old.status in (${openStatuses})) execute function refuse_message();

  create table balances (
    tenant_id uuid not null,
    device_id uuid not null,
    day date not null,
    pending int not null default 0 constraint balances_pending_check check (pending >= 0),
    successful int not null default 0 constraint balances_successful_check check (successful >= 0),
    failed int not null default 0 constraint balances_failed_check check (failed >= 0),
    -- How many people the device has written to on that day who did not know it.
    first_contacts int not null default 0,
    constraint balances_pkey primary key (tenant_id, device_id, day),
    constraint balances_device_fkey foreign key (tenant_id, device_id) references devices (tenant_id, id) on delete cascade
  );
  ${ofTenant('balances')}
  grant select, delete, insert (tenant_id, device_id, day, pending, first_contacts),
      update (pending, successful, failed, first_contacts)
    on balances to parley_app;

  create policy installation_checks on balances for select to parley_installation using (true);
  grant select (tenant_id, device_id, day, pending, successful, failed) on balances to parley_installation;

  create function move_balances() returns trigger language plpgsql as $move$
  declare moved record;
  begin
    for moved in
      select tenant_id, device_id, day,
        sum((now_in = 'pending')::int - (was_in = 'pending')::int) as pending,
        sum((now_in = 'successful')::int - (was_in = 'successful')::int) as successful,
        sum((now_in = 'failed')::int - (was_in = 'failed')::int) as failed
      from (
        select new_rows.tenant_id, new_rows.device_id, new_rows.day,
          ${columnOf('old_rows.status')} as was_in, ${columnOf('new_rows.status')} as now_in
        from old_rows join new_rows using (tenant_id, id) where new_rows.day is not null
      ) each where was_in <> now_in
      group by tenant_id, device_id, day order by device_id, day
    loop
      update public.balances set pending = balances.pending + moved.pending,
          successful = balances.successful + moved.successful, failed = balances.failed + moved.failed
        where balances.tenant_id = moved.tenant_id and balances.device_id = moved.device_id and balances.day = moved.day;
    end loop;
    return null;
  end $move$;
  create trigger moves_balances after update on messages referencing old table as old_rows new table as new_rows
    for each statement execute function move_balances();

  /* What is not kept any longer counts nowhere. */
  create function leave_balances() returns trigger language plpgsql as $leave$
  declare gone record;
  begin
    for gone in
      select tenant_id, device_id, day, count(*) filter (where was_in = 'pending') as pending,
        count(*) filter (where was_in = 'successful') as successful, count(*) filter (where was_in = 'failed') as failed
      from (select tenant_id, device_id, day, ${columnOf('status')} as was_in from old_rows where day is not null) each
      group by tenant_id, device_id, day order by device_id, day
    loop
      update public.balances set pending = balances.pending - gone.pending,
          successful = balances.successful - gone.successful, failed = balances.failed - gone.failed
        where balances.tenant_id = gone.tenant_id and balances.device_id = gone.device_id and balances.day = gone.day;
    end loop;
    return null;
  end $leave$;
  create trigger leaves_balances after delete on messages referencing old table as old_rows
    for each statement execute function leave_balances();

  /* How many of them there is room for; so many are reserved. Nobody else does so on that day until the transaction ends. */
  create function reserve_balance(tenant uuid, device uuid, on_day date, wanted int, day_limit int) returns int
  language plpgsql as $reserve$
  declare room int;
  begin
    insert into public.balances as mine (tenant_id, device_id, day, pending)
      values (tenant, device, on_day, least(wanted, day_limit)) on conflict (tenant_id, device_id, day) do nothing;
    if found then return least(wanted, day_limit); end if;
    select least(wanted, greatest(day_limit - pending - successful, 0)) into room from public.balances
      where tenant_id = tenant and device_id = device and day = on_day for update;
    update public.balances set pending = pending + room
      where tenant_id = tenant and device_id = device and day = on_day;
    return room;
  end $reserve$;

  /*
   * Which messages a device sends next: of each chat that is not busy the first, those to be tried again before replies,
   * replies before first contacts, each in the order in which they became due; and whether more wait for room, or for a
   * chat. However many wait, it looks at a few hundred rows: the front of each line, and, where a few chats are all of
   * that, one chat after the other.
   */
  create function next_messages(of_tenant uuid, of_device uuid, busy uuid[], room int, first_contacts int, is_frozen boolean,
    out ids uuid[], out has_more boolean)
  language plpgsql ${alongIndexes} as $next$
  declare
    found_one record;
    is_first boolean;
    places int;
    looked_at int;
    chat uuid;
    heads uuid[];
    head uuid;
  begin
    ids := '{}';
    has_more := false;
    if room <= 0 then return; end if;
    for found_one in select id, chat_id from public.messages
      where tenant_id = of_tenant and device_id = of_device and status = 'unknown' and due_at <= now()
        and expires_at > now() and attempts < ${mostTries} and not (is_first_contact and is_frozen)
      order by due_at limit ${front}
    loop
      has_more := has_more or cardinality(ids) = room or found_one.chat_id = any(busy);
      continue when found_one.chat_id = any(busy);
      exit when cardinality(ids) = room;
      ids := ids || found_one.id;
      busy := busy || found_one.chat_id;
    end loop;

    foreach is_first in array array[false, true] loop
      continue when is_first and first_contacts <= 0;
      places := room - cardinality(ids);
      if is_first then places := least(places, first_contacts); end if;
      looked_at := 0;
      for found_one in select chat_id from public.messages
        where tenant_id = of_tenant and device_id = of_device and status = 'queued' and is_first_contact = is_first
          and due_at <= now() and expires_at > now()
        order by due_at, position limit ${front}
      loop
        looked_at := looked_at + 1;
        has_more := has_more or places = 0 or found_one.chat_id = any(busy);
        exit when places = 0;
        continue when found_one.chat_id = any(busy);
        ids := ids || public.first_of_chat(of_tenant, of_device, found_one.chat_id);
        busy := busy || found_one.chat_id;
        places := places - 1;
      end loop;

      continue when looked_at < ${front} or places = 0;
      heads := '{}';
      chat := '00000000-0000-0000-0000-000000000000';
      for step in 1 .. ${mostOthers} loop
        select chat_id into chat from public.messages
          where tenant_id = of_tenant and device_id = of_device and status = 'queued' and is_first_contact = is_first
            and chat_id > chat
          order by chat_id, due_at, position limit 1;
        exit when chat is null;
        continue when chat = any(busy);
        head := public.first_of_chat(of_tenant, of_device, chat);
        if head is not null then heads := heads || head; end if;
      end loop;
      ids := ids || array(select id from public.messages where tenant_id = of_tenant and id = any(heads)
        order by due_at, position limit places);
    end loop;
  end $next$;

  /* A message may still be called a first contact though its chat has just become known: the first of both lines goes. */
  create function first_of_chat(of_tenant uuid, of_device uuid, chat uuid) returns uuid
  language sql stable ${alongIndexes} as $first$
    select id from (
      ${['false', 'true']
        .map(
          (isFirst) => `(select id, due_at, position from public.messages
        where tenant_id = of_tenant and device_id = of_device and status = 'queued' and is_first_contact = ${isFirst}
          and chat_id = chat and due_at <= now() and expires_at > now()
        order by chat_id, due_at, position limit 1)`,
        )
        .join(' union all ')}
    ) either order by due_at, position limit 1
  $first$;

  /* When something of a device becomes due that is not yet; null: nothing does. */
  create function next_due(of_tenant uuid, of_device uuid) returns timestamptz
  language sql stable ${alongIndexes} as $due$
    select least(
      (select due_at from public.messages where tenant_id = of_tenant and device_id = of_device and status = 'queued'
        and is_first_contact = false and due_at > now() order by due_at, position limit 1),
      (select due_at from public.messages where tenant_id = of_tenant and device_id = of_device and status = 'queued'
        and is_first_contact = true and due_at > now() order by due_at, position limit 1),
      (select due_at from public.messages where tenant_id = of_tenant and device_id = of_device
        and status in ('sending', 'unknown') and due_at > now() order by due_at limit 1))
  $due$;

  /* Whether anything of a device is due that its holder can do something about. */
  create function has_due(of_tenant uuid, of_device uuid) returns boolean
  language sql stable ${alongIndexes} as $due$
    select exists (select from public.messages where tenant_id = of_tenant and device_id = of_device
        and status = 'queued' and is_first_contact = false and due_at <= now())
      or exists (select from public.messages where tenant_id = of_tenant and device_id = of_device
        and status = 'queued' and is_first_contact = true and due_at <= now())
      or exists (select from public.messages where tenant_id = of_tenant and device_id = of_device
        and status in ('sending', 'unknown') and due_at <= now() and (status = 'sending' or expires_at > now()))
  $due$;

  /* What is told of a message: ids and words, never whom it is for nor what it says. */
  create function message_told(of public.messages) returns jsonb language sql immutable as $told$
    select jsonb_build_object('message', of.id, 'status', of.status, 'whatsapp_id', of.whatsapp_id,
      'attempt', of.attempts, 'failure', of.failure, 'batch', of.batch_id, 'metadata', of.metadata)
  $told$;

  /*
   * Tells how far batches have come, in the transaction that brings them there: once a second at most, and a last time
   * when nothing of them is open. Who brings them further waits here for others that do, so that one of them sees the end;
   * it is the last thing that a transaction holds.
   */
  create function tell_progress(tenant uuid, of_batches uuid[]) returns void language plpgsql as $progress$
  declare
    batch record;
    is_done boolean;
  begin
    for batch in select id, accepted, told_at from public.batches
      where tenant_id = tenant and id = any(of_batches) and done_at is null order by id for update
    loop
      is_done := not exists (select from public.messages where tenant_id = tenant and batch_id = batch.id
        and status in (${openStatuses}));
      continue when not is_done and batch.told_at > clock_timestamp() - interval '1 second';
      insert into public.events (tenant_id, id, type, data, device_id, network)
        select tenant, gen_random_uuid(), 'batch.progress',
          jsonb_build_object('batch', batch.id, 'accepted', batch.accepted, 'is_done', is_done, 'statuses',
            (select jsonb_object_agg(status, count) from (select status, count(*) as count from public.messages
              where tenant_id = tenant and batch_id = batch.id group by status) each)),
          case when count(*) = 1 then (array_agg(devices.id))[1] end, min(devices.network)
        from public.devices where tenant_id = tenant
          and id in (select device_id from public.messages where tenant_id = tenant and batch_id = batch.id);
      update public.batches set told_at = clock_timestamp(), done_at = case when is_done then now() end
        where tenant_id = tenant and id = batch.id;
    end loop;
  end $progress$;

  -- How fast a device sends, as people say; and from when on it may send again, as its session says to whoever holds it
  -- next: anything, or to people who do not know it.
  alter table devices
    add messages_per_minute int
      constraint devices_messages_per_minute_check check (messages_per_minute between 1 and 600),
    add shows_typing boolean not null default false,
    add sends_from timestamptz,
    add first_contacts_from timestamptz;
  grant update (messages_per_minute, shows_typing, sends_from, first_contacts_from) on devices to parley_app;
  create trigger only_its_session_paces before update of sends_from, first_contacts_from on devices
    for each row execute function require_own_device();

  create table idempotency_keys (
    tenant_id uuid not null constraint idempotency_keys_tenant_id_fkey references tenants (id) on delete cascade,
    key text not null,
    request_hash bytea not null,
    answer jsonb,
    devices uuid[] not null default '{}',
    created_at timestamptz not null default now(),
    constraint idempotency_keys_pkey primary key (tenant_id, key)
  );
  create index idempotency_keys_created_idx on idempotency_keys (created_at);
  ${ofTenant('idempotency_keys')}
  grant select, insert (tenant_id, key, request_hash), update (request_hash, answer, devices, created_at)
    on idempotency_keys to parley_app;
  create policy installation_sees_old on idempotency_keys for select to parley_installation using (${isOldKey});
  create policy installation_prunes_old on idempotency_keys for delete to parley_installation using (${isOldKey});
  grant select (tenant_id, key, created_at), delete on idempotency_keys to parley_installation;

  alter table plans add first_contacts_per_day int;

  alter table events add message_id uuid;
  grant insert (message_id) on events to parley_app;
  create index events_message_idx on events (tenant_id, message_id, written_in, id) where message_id is not null;
  `,
);
