import type { DataSourceOptions } from 'typeorm';
import { headTable } from './audit/head-row.ts';
import { recordTable } from './audit/record-row.ts';
import { balanceTable } from './balances/balance-row.ts';
import { batchTable } from './batches/batch-row.ts';
import { chatTable } from './chats/chat-row.ts';
import { contactTable } from './contacts/contact-row.ts';
import { deviceLogTable } from './devices/device-log-row.ts';
import { deviceTable } from './devices/device-row.ts';
import { eventTable } from './events/event-row.ts';
import { idempotencyKeyTable } from './idempotency/idempotency-key-row.ts';
import { invitationTable } from './invitations/invitation-row.ts';
import { loginTable } from './logins/login-row.ts';
import { mailedCodeTable } from './mailed-codes/mailed-code-row.ts';
import { memberTable } from './members/member-row.ts';
import { messageTable } from './messages/message-row.ts';
import { planTable } from './plans/plan-row.ts';
import { type Role, roles, roleUrl } from './roles/role-url.ts';
import { installationSettingTable } from './settings/installation-setting-row.ts';
import { shardTable } from './shards/shard-row.ts';
import { releasedNameTable } from './tenants/released-name-row.ts';
import { tenantTable } from './tenants/tenant-row.ts';
import { tokenTable } from './tokens/token-row.ts';
import { deviceKeyTable } from './vault/device-key-row.ts';
import { tenantKeyTable } from './vault/tenant-key-row.ts';

export type StoreConfig = {
  /** The owner's URL; each door puts its own role into it. */
  databaseUrl: string;
  masterKey: Uint8Array;
  /** Connections of each door. */
  poolSize?: number;
  /** How long a connection, and then the opening of a transaction, may take before Postgres counts as unavailable. */
  openWithinMs?: number;
  /** No statement may take longer: a transaction is short, or it is work for a job. */
  statementTimeoutMs?: number;
};

export const entities = [
  planTable,
  tenantTable,
  releasedNameTable,
  memberTable,
  loginTable,
  invitationTable,
  mailedCodeTable,
  tokenTable,
  eventTable,
  recordTable,
  headTable,
  installationSettingTable,
  shardTable,
  deviceTable,
  tenantKeyTable,
  deviceKeyTable,
  deviceLogTable,
  contactTable,
  chatTable,
  batchTable,
  messageTable,
  balanceTable,
  idempotencyKeyTable,
];

export const usualOpenWithinMs = 700;

/** Connections of each door. */
export const usualPoolSize = 10;

export const tenantDataSourceOptions = (config: StoreConfig): DataSourceOptions => doorOptions(config, roles.tenant);

export const installationDataSourceOptions = (config: StoreConfig): DataSourceOptions =>
  doorOptions(config, roles.installation);

const doorOptions = (
  {
    databaseUrl,
    masterKey,
    poolSize = usualPoolSize,
    openWithinMs = usualOpenWithinMs,
    statementTimeoutMs = 5_000,
  }: StoreConfig,
  role: Role,
): DataSourceOptions => ({
  type: 'postgres',
  url: roleUrl(databaseUrl, role, masterKey),
  applicationName: 'parley',
  entities,
  poolSize,
  installExtensions: false,
  connectTimeoutMS: openWithinMs,
  // An idle connection that breaks has already left the pool; the next transaction opens another.
  poolErrorHandler: () => {},
  extra: {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
    // The client's own clock, for a Postgres that no longer keeps its own.
    query_timeout: statementTimeoutMs + 500,
  },
});
