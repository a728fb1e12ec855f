import { hash } from 'node:crypto';
import { type TenantId, toId } from '@parley/contract';
import type { ReadRow } from './read-row.ts';

/** A place in a tenant's chain, and the hash that stands there: over that record, and so over all before it. */
export type Link = { position: number; hash: string };

/** What the first record follows. */
export const chainStart: Link = { position: 0, hash: '0'.repeat(64) };

/**
 * The next link of a chain: SHA-256 over everything in the record, its place, its tenant and the hash before.
 * Customers compute the same by docs/audit-log.md from what they export. It must never change.
 */
export const nextLink = (before: Link, tenantId: TenantId, row: ReadRow): Link => {
  const position = before.position + 1;
  const text = canonical({ tenant: tenantId, ...shapeOf(row), position, previous: before.hash });
  return { position, hash: hash('sha256', text, 'hex') };
};

/** A record as callers see it, whatever is in it. */
export const shapeOf = (row: ReadRow) => ({
  id: toId('rec', row.id),
  at: row.at,
  action: row.action,
  by: { kind: row.by_kind, id: row.by_id === null ? null : toId(row.by_kind === 'token' ? 'tok' : 'mem', row.by_id) },
  data: row.data,
  address: row.address,
  request_id: row.request_id,
});

/** One text for one value: JSON without spaces, the fields of every object sorted by name. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
};
