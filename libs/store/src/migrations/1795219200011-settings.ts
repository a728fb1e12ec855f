// Why: what whoever runs the installation sets while it runs, like the version of WhatsApp that devices say they are.
// Locks: nothing that is in use. Code before it: still runs.
import { migration } from './migration.ts';

export const settings = migration(
  'settings-1795219200011',
  `
  create table installation_settings (
    name text constraint installation_settings_pkey primary key,
    value text not null,
    set_at timestamptz not null default now()
  );
  grant select, insert, update (value, set_at), delete on installation_settings to parley_installation;
  `,
);
