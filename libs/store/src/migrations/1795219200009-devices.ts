// Why: tenants have devices, whose sessions live in whatever worker holds their shard.
// Locks: tenants, against writes, and events, against everything, for a moment. Code before it: still runs.
//
// Redis decides who should act for a shard; here stands what makes sure that nobody else can. Whoever gains a shard
// grows its epoch, and waits for what the holder before has under way; what a holder of before has said of a device is
// known by the epoch it was said under. The transaction of a session names tenant, device,
// shard and epoch; Postgres takes nothing from it whose epoch is not the shard's own, and takes what only a session may write
// from nobody else. That binds our application's role; a tenant that is deleted takes everything with it. Functions name
// the schema of what they read: a temporary table of the same name would come first.
import { migration, ofTenant } from './migration.ts';

/** What the holder of a device's shard may write, and nobody else. */
const ofSessions = 'state, reason, since, until, said_under, phone, lid, is_linked, link';

/** A transaction that names a device is its session's. */
const isOfSession = `coalesce(current_setting('app.device_id', true), '') <> ''`;

export const devices = migration(
  'devices-1795219200009',
  `
  create table shards (
    name text constraint shards_pkey primary key,
    epoch bigint not null default 0,
    held_from bigint not null default 0
  );
  grant select on shards to parley_app, parley_installation;
  grant update (epoch, held_from) on shards to parley_installation;

  create table devices (
    tenant_id uuid not null constraint devices_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    name text not null,
    network text not null constraint devices_network_check check (network in ('live', 'sandbox')),
    shard text not null constraint devices_shard_fkey references shards (name),
    wish jsonb,
    proxy bytea,
    proxy_hint text,
    is_logged boolean not null default false,
    state text not null default 'not_started',
    reason text not null default 'never_linked',
    since timestamptz not null default now(),
    until timestamptz,
    said_under bigint,
    phone text,
    lid text,
    is_linked boolean not null default false,
    link bytea,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint devices_pkey primary key (tenant_id, id)
  );
  create unique index devices_phone_key on devices (tenant_id, phone) where is_linked and deleted_at is null;
  create index devices_shard_idx on devices (shard);
  ${ofTenant('devices')}
  grant select, delete, insert (tenant_id, id, name, network, shard, proxy, proxy_hint, phone),
    update (name, wish, proxy, proxy_hint, is_logged, deleted_at, ${ofSessions}) on devices to parley_app;

  create policy installation_holds on devices for select to parley_installation using (true);
  grant select (tenant_id, id, network, shard, wish, state, is_linked, deleted_at) on devices to parley_installation;

  -- Each statement in it sees what is committed by then: after it has waited for the lock, the epoch is the grown one.
  create function check_epoch() returns void language plpgsql as $check$
  declare held text;
  begin
    select shard into held from public.devices
      where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        and id = nullif(current_setting('app.device_id', true), '')::uuid
        and shard = current_setting('app.shard', true);
    perform pg_advisory_xact_lock_shared(hashtext('parley shard'), hashtext(held));
    perform from public.shards where name = held and epoch = nullif(current_setting('app.epoch', true), '')::bigint;
    if not found then raise exception 'stale epoch' using errcode = 'PE001'; end if;
  end $check$;

  create function require_epoch() returns trigger language plpgsql as $require$
  begin
    if current_user = 'parley_app' then perform public.check_epoch(); end if;
    return null;
  end $require$;

  create function require_own_device() returns trigger language plpgsql as $require$
  begin
    if current_user = 'parley_app' then
      if old.id is distinct from nullif(current_setting('app.device_id', true), '')::uuid then
        raise exception 'another device' using errcode = 'PE001';
      end if;
      perform public.check_epoch();
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end $require$;

  create trigger only_its_session before update of ${ofSessions} on devices
    for each row execute function require_own_device();
  -- What there is to be unlinked first, or was promised to its holder, goes with its holder.
  create trigger only_its_session_deletes before delete on devices
    for each row when (old.is_linked or old.wish is not null or old.deleted_at is not null)
    execute function require_own_device();
  create trigger only_by_epoch before insert or update or delete on devices
    for each statement when (${isOfSession}) execute function require_epoch();

  create function transaction_number() returns bigint language sql stable
    as $number$ select pg_current_xact_id()::text::bigint $number$;

  alter table events
    add device_id uuid,
    add network text,
    add written_in bigint not null default transaction_number();
  grant insert (device_id, network) on events to parley_app, parley_installation;
  create index events_feed_idx on events (tenant_id, written_in, id);
  create trigger only_by_epoch before insert on events
    for each statement when (${isOfSession}) execute function require_epoch();
  `,
);
