// Why: a token may be narrowed to some devices, chats, addresses and tools, and may be given another secret.
// Locks: tokens, against everything, for a moment. Code before it: still runs.
//
// Its policy is written once, with it: nobody can widen a token that is already out there. And one that was revoked
// stays so, whoever asks: Postgres lets nobody touch it any more.
import { migration } from './migration.ts';

export const tokenPolicy = migration(
  'tokenPolicy-1795219200006',
  `
  alter table tokens
    add policy jsonb not null default '{"devices": null, "chats": null, "ips": null, "tools": null, "read_only": false}',
    add regenerated_at timestamptz;
  grant update (hash, regenerated_at) on tokens to parley_app;
  create policy revoked_for_ever on tokens as restrictive for update to parley_app
    using (revoked_at is null) with check (true);
  `,
);
