import { plans } from './1795219200001-plans.ts';
import { tenants } from './1795219200002-tenants.ts';
import { tokens } from './1795219200003-tokens.ts';
import { events } from './1795219200004-events.ts';
import { members } from './1795219200005-members.ts';
import { tokenPolicy } from './1795219200006-token-policy.ts';
import { audit } from './1795219200007-audit.ts';
import { tenantLife } from './1795219200008-tenant-life.ts';
import { devices } from './1795219200009-devices.ts';
import { vault } from './1795219200010-vault.ts';
import { settings } from './1795219200011-settings.ts';
import { messages } from './1795219200012-messages.ts';

/** Every migration, oldest first. */
export const migrations = [
  plans,
  tenants,
  tokens,
  events,
  members,
  tokenPolicy,
  audit,
  tenantLife,
  devices,
  vault,
  settings,
  messages,
];

export const migrationNames = migrations.map((Migration) => new Migration().name ?? Migration.name);
