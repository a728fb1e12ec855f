import { pruneEvents } from '../events/prune-events.ts';
import { type NewTenant, createTenant } from '../tenants/create-tenant.ts';
import { findTenantByName } from '../tenants/find-tenant.ts';
import type { Transaction } from './transaction.ts';

// The second door, for what must see all tenants. Its role bypasses nothing: every use has named policies that
// show it what it needs and no more. Here is every use, and below every policy; a test holds them to the catalog.

export type InstallationStore = ReturnType<typeof installationStore>;

export const installationStore = ({ sql }: Transaction) => ({
  findTenantByName: (name: string) => findTenantByName(sql, name),
  createTenant: (tenant: NewTenant) => createTenant(sql, tenant),
  pruneEvents: (limit: number) => pruneEvents(sql, limit),
});

export const installationPolicies = {
  findTenantByName: ['tenants.installation_finds'],
  createTenant: ['tenants.installation_finds', 'tenants.installation_creates', 'events.installation_tells_of_tenants'],
  pruneEvents: ['tenants.installation_finds', 'events.installation_sees_old', 'events.installation_prunes_old'],
} as const satisfies Record<keyof InstallationStore, readonly string[]>;
