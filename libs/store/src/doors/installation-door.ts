import { findUnchained } from '../audit/find-unchained.ts';
import { checkBalances } from '../balances/check-balances.ts';
import { findToTend } from '../devices/find-to-tend.ts';
import { pruneEvents } from '../events/prune-events.ts';
import { pruneIdempotencyKeys } from '../idempotency/prune-idempotency-keys.ts';
import { findExpired } from '../messages/expire-messages.ts';
import { findPrunable } from '../messages/prune-messages.ts';
import { clearSetting, findSetting, type SettingName, setSetting } from '../settings/installation-settings.ts';
import { findEpoch } from '../shards/find-epoch.ts';
import { growEpoch } from '../shards/grow-epoch.ts';
import { listShards } from '../shards/list-shards.ts';
import { changePlan } from '../tenants/change-plan.ts';
import { type NewTenant, createTenant } from '../tenants/create-tenant.ts';
import { deleteTenant } from '../tenants/delete-tenant.ts';
import { findTenantByName } from '../tenants/find-tenant.ts';
import { type SignUp, signUp } from '../tenants/sign-up.ts';
import { pruneKeys } from '../vault/prune-keys.ts';
import type { Network, TenantId } from '@parley/contract';
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
  listShards: (network: Network) => listShards(sql, network),
  growEpoch: (shard: string, by?: 'new_holder' | 'same_holder') => growEpoch(sql, shard, by),
  findEpoch: (shard: string) => findEpoch(sql, shard),
  findToTend: (shards: readonly string[]) => findToTend(sql, shards),
  pruneKeys: (limit: number) => pruneKeys(sql, limit),
  pruneIdempotencyKeys: (limit: number) => pruneIdempotencyKeys(sql, limit),
  findExpired: () => findExpired(sql),
  findPrunable: () => findPrunable(sql),
  checkBalances: () => checkBalances(sql),
  findSetting: (name: SettingName) => findSetting(sql, name),
  setSetting: (name: SettingName, value: string) => setSetting(sql, name, value),
  clearSetting: (name: SettingName) => clearSetting(sql, name),
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
  // Shards belong to no tenant.
  listShards: [],
  growEpoch: [],
  findEpoch: [],
  findToTend: ['devices.installation_holds', 'messages.installation_holds'],
  pruneKeys: ['device_keys.installation_sees_expired', 'device_keys.installation_prunes_expired'],
  pruneIdempotencyKeys: ['idempotency_keys.installation_sees_old', 'idempotency_keys.installation_prunes_old'],
  findExpired: ['tenants.installation_finds', 'messages.installation_holds'],
  findPrunable: ['tenants.installation_finds', 'messages.installation_holds'],
  checkBalances: ['balances.installation_checks', 'messages.installation_holds'],
  // Neither do settings.
  findSetting: [],
  setSetting: [],
  clearSetting: [],
} as const satisfies Record<keyof InstallationStore, readonly string[]>;
