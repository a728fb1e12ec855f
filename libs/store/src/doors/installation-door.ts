import { findUnchained } from '../audit/find-unchained.ts';
import { pruneEvents } from '../events/prune-events.ts';
import { changePlan } from '../tenants/change-plan.ts';
import { type NewTenant, createTenant } from '../tenants/create-tenant.ts';
import { deleteTenant } from '../tenants/delete-tenant.ts';
import { findTenantByName } from '../tenants/find-tenant.ts';
import { type SignUp, signUp } from '../tenants/sign-up.ts';
import type { TenantId } from '@parley/contract';
import type { Transaction } from './transaction.ts';

// The second door, for what must see all tenants. Its role bypasses nothing: every use has named policies that
// show it what it needs and no more. Here is every use, and below every policy; a test holds them to the catalog.

export type InstallationStore = ReturnType<typeof installationStore>;

export const installationStore = ({ sql }: Transaction) => ({
  findTenantByName: (name: string) => findTenantByName(sql, name),
  createTenant: (tenant: NewTenant) => createTenant(sql, tenant),
  signUp: (who: SignUp) => signUp(sql, who),
  changePlan: (change: { name: string; plan: string }) => changePlan(sql, change),
  deleteTenant: (tenant: { id: TenantId; name: string }) => deleteTenant(sql, tenant),
  findUnchained: () => findUnchained(sql),
  pruneEvents: (limit: number) => pruneEvents(sql, limit),
});

export const installationPolicies = {
  findTenantByName: ['tenants.installation_finds'],
  createTenant: [
    'tenants.installation_finds',
    'tenants.installation_creates',
    'events.installation_tells_of_tenants',
    'audit_records.installation_records',
  ],
  signUp: [
    'tenants.installation_finds',
    'tenants.installation_creates',
    'members.installation_signs_up',
    'logins.installation_signs_up',
    'mailed_codes.installation_signs_up',
    'events.installation_tells_of_tenants',
    'audit_records.installation_records',
  ],
  changePlan: [
    'tenants.installation_finds',
    'tenants.installation_changes_plans',
    'events.installation_tells_of_tenants',
    'audit_records.installation_records',
  ],
  deleteTenant: ['tenants.installation_finds', 'tenants.installation_deletes'],
  findUnchained: ['audit_records.installation_finds_unchained'],
  pruneEvents: ['tenants.installation_finds', 'events.installation_sees_old', 'events.installation_prunes_old'],
} as const satisfies Record<keyof InstallationStore, readonly string[]>;
