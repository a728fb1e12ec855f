import type { Vault } from '@parley/whatsapp';
import type { Held, InSession } from './held.ts';

/** A device's keys in Postgres, sealed. One commit of Baileys is one transaction, under the epoch of the shard. */
export const createVault = (held: Held, inSession: InSession): Vault => ({
  findCreds: () => inSession(held, async ({ vault }) => (await vault.find(credsKind, [''])).get('') ?? null),
  findKeys: (kind, ids) => inSession(held, ({ vault }) => vault.find(kind, ids)),
  listKeys: (kind) => inSession(held, ({ vault }) => vault.list(kind)),
  commit: ({ creds, keys }) => {
    const changes = creds === undefined ? keys : [...keys, { kind: credsKind, id: '', value: creds }];
    return inSession(held, ({ vault }) => vault.commit(changes));
  },
  clear: () => inSession(held, ({ vault }) => vault.clear()),
});

/** Baileys has no keys of this kind. */
export const credsKind = 'creds';
