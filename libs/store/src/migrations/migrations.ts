import { plans } from './1795219200001-plans.ts';
import { tenants } from './1795219200002-tenants.ts';
import { tokens } from './1795219200003-tokens.ts';
import { events } from './1795219200004-events.ts';

/** Every migration, oldest first. */
export const migrations = [plans, tenants, tokens, events];

export const migrationNames = migrations.map((Migration) => new Migration().name ?? Migration.name);
