import { hkdfSync } from 'node:crypto';

/**
 * The two roles our processes connect as. Neither owns a table, neither bypasses row-level security.
 * Roles belong to the whole Postgres cluster, so two installations in one cluster need the same master key.
 */
export const roles = { tenant: 'parley_app', installation: 'parley_installation' } as const;

export type Role = (typeof roles)[keyof typeof roles];

/** The owner's URL with a role in the owner's place. */
export const roleUrl = (databaseUrl: string, role: Role, masterKey: Uint8Array): string => {
  const url = new URL(databaseUrl);
  if (!url.hostname)
    throw new Error('The database URL must name a host, as in postgres://user:password@host/database.');
  url.username = role;
  url.password = rolePassword(role, masterKey);
  return url.href;
};

/** Made from the master key, so that api, worker and migrations agree without one more setting. */
export const rolePassword = (role: Role, masterKey: Uint8Array): string =>
  Buffer.from(hkdfSync('sha256', masterKey, '', `postgres role ${role}`, 32)).toString('base64url');
