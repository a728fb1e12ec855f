// Why: what a tenant may use is decided by its plan; plans are the same for the whole installation.
// Locks: nothing that exists. Code before it: still runs.
//
// Processes read which migrations have run, to know whether they may serve.
import { migration } from './migration.ts';

export const plans = migration(
  'plans-1795219200001',
  `
  revoke create on schema public from public;
  grant usage on schema public to parley_app, parley_installation;
  grant select on migrations to parley_app, parley_installation;

  create table plans (
    id text constraint plans_pkey primary key,
    name text not null,
    position int not null,
    api_access boolean not null,
    devices int not null,
    messages_per_day int not null,
    requests_per_minute int not null,
    members int not null,
    retention_days int not null,
    is_offered boolean not null
  );
  grant select on plans to parley_app, parley_installation;
  `,
);
