import { type TenantId, toUuid } from '@parley/contract';
import { span } from '@parley/runtime';
import { DataSource } from 'typeorm';
import type { Author } from './audit/author.ts';
import { type StoreConfig, installationDataSourceOptions, tenantDataSourceOptions } from './data-sources.ts';
import { createDoor } from './doors/door.ts';
import { type InstallationStore, installationStore } from './doors/installation-door.ts';
import { checkReady } from './doors/readiness.ts';
import { isTenantGone, TenantGone } from './doors/tenant-gone.ts';
import { type CallerStore, callerStore, type TenantStore, tenantStore } from './doors/tenant-door.ts';
import type { TenantScope } from './doors/transaction.ts';
import { roles } from './roles/role-url.ts';

/**
 * Every call is one transaction. It throws `StoreUnavailable` while Postgres cannot serve, and `TenantGone` where there
 * is no such tenant any more.
 */
export type Store = {
  /** The door to one tenant's rows: Postgres itself hides everyone else's. */
  forTenant<T>(tenantId: TenantId, work: (store: TenantStore) => Promise<T>): Promise<T>;
  /** The same door, for whoever may change things: what they do is written down as theirs. */
  forCaller<T>(author: Author, work: (store: CallerStore) => Promise<T>): Promise<T>;
  /** The door for what must see all tenants. */
  forInstallation<T>(work: (store: InstallationStore) => Promise<T>): Promise<T>;
  /** Throws the reason why the store may not serve: Postgres unreachable, migrations pending, wrong role. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

/** Connects when first used: a Postgres that is down delays nobody's start. */
export const openStore = (config: StoreConfig): Store =>
  createStore(new DataSource(tenantDataSourceOptions(config)), new DataSource(installationDataSourceOptions(config)));

/** For whoever keeps the data sources; they may be initialized already, or be left to us. */
export const createStore = (tenantSource: DataSource, installationSource: DataSource): Store => {
  const tenantDoor = createDoor(tenantSource);
  const installationDoor = createDoor(installationSource);
  const inTenant = <T>(name: string, tenantId: TenantId, work: (scope: TenantScope) => Promise<T>): Promise<T> => {
    const tenantUuid = toUuid(tenantId);
    const setting = `select set_config('app.tenant_id', '${tenantUuid}', true)`;
    return span(name, {}, async () => {
      try {
        return await tenantDoor.transaction(setting, (transaction) => work({ ...transaction, tenantUuid }));
      } catch (error) {
        throw isTenantGone(error) ? new TenantGone('the tenant is gone', { cause: error }) : error;
      }
    });
  };
  return {
    forTenant: (tenantId, work) => inTenant('store.forTenant', tenantId, (scope) => work(tenantStore(scope))),

    forCaller: (author, work) =>
      inTenant('store.forCaller', author.tenantId, (scope) => work(callerStore({ ...scope, author }))),

    forInstallation: (work) =>
      span('store.forInstallation', {}, () =>
        installationDoor.transaction('', (transaction) => work(installationStore(transaction))),
      ),

    ready: async () => {
      await tenantDoor.transaction('', ({ sql }) => checkReady(sql, roles.tenant));
      await installationDoor.transaction('', ({ sql }) => checkReady(sql, roles.installation));
    },

    close: async () => {
      await Promise.all([tenantDoor.close(), installationDoor.close()]);
    },
  };
};
