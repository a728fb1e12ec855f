import { type DeviceId, type TenantId, toUuid } from '@parley/contract';
import { span } from '@parley/runtime';
import { escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import type { Author } from './audit/author.ts';
import { type StoreConfig, installationDataSourceOptions, tenantDataSourceOptions } from './data-sources.ts';
import { createDoor } from './doors/door.ts';
import { type InstallationStore, installationStore } from './doors/installation-door.ts';
import { checkReady } from './doors/readiness.ts';
import { type SessionStore, sessionStore } from './doors/session-door.ts';
import { isStaleEpoch, StaleEpoch } from './doors/stale-epoch.ts';
import { isTenantGone, TenantGone } from './doors/tenant-gone.ts';
import { type CallerStore, callerStore, type TenantStore, tenantStore } from './doors/tenant-door.ts';
import type { TenantScope, Transaction } from './doors/transaction.ts';
import { roles } from './roles/role-url.ts';
import { createKeyring } from './vault/keyring.ts';

/**
 * Every call is one transaction. It throws `StoreUnavailable` while Postgres cannot serve, and `TenantGone` where there
 * is no such tenant any more.
 */
export type Store = {
  /** The door to one tenant's rows: Postgres itself hides everyone else's. */
  forTenant<T>(tenantId: TenantId, work: (store: TenantStore) => Promise<T>): Promise<T>;
  /** The same door, for whoever may change things: what they do is written down as theirs. */
  forCaller<T>(author: Author, work: (store: CallerStore) => Promise<T>): Promise<T>;
  /** The same door, for whoever holds the device's shard: it throws `StaleEpoch` once another does, or the device is gone. */
  forSession<T>(session: SessionOf, work: (store: SessionStore) => Promise<T>): Promise<T>;
  /** The door for what must see all tenants. */
  forInstallation<T>(work: (store: InstallationStore) => Promise<T>): Promise<T>;
  /** Throws the reason why the store may not serve: Postgres unreachable, migrations pending, wrong role. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

/** A device, its shard, and the epoch under which that is held: an epoch of another shard is worth nothing for it. */
export type SessionOf = { tenantId: TenantId; deviceId: DeviceId; shard: string; epoch: number };

type StoreParts = {
  tenantSource: DataSource;
  installationSource: DataSource;
  masterKey: Uint8Array;
  /** Called after each commit in which a tenant may have been told of something. */
  onTold?: ((tenantId: TenantId) => void) | undefined;
};

/** Connects when first used: a Postgres that is down delays nobody's start. */
export const openStore = (config: StoreConfig, onTold?: StoreParts['onTold']): Store =>
  createStore({
    tenantSource: new DataSource(tenantDataSourceOptions(config)),
    installationSource: new DataSource(installationDataSourceOptions(config)),
    masterKey: config.masterKey,
    onTold,
  });

/** For whoever keeps the data sources; they may be initialized already, or be left to us. */
export const createStore = ({ tenantSource, installationSource, masterKey, onTold }: StoreParts): Store => {
  const tenantDoor = createDoor(tenantSource);
  const installationDoor = createDoor(installationSource);
  const keyring = createKeyring(masterKey);
  const inTenant = <T>(
    { name, tenantId, session = '' }: { name: string; tenantId: TenantId; session?: string },
    work: (scope: TenantScope) => Promise<T>,
  ): Promise<T> => {
    const tenantUuid = toUuid(tenantId);
    const setting = `select set_config('app.tenant_id', '${tenantUuid}', true); ${session}`;
    return span(name, {}, async () => {
      try {
        const inScope = (transaction: Transaction): Promise<T> => {
          const sealer = keyring.sealerFor({ sql: transaction.sql, tenantUuid });
          return work({ ...transaction, tenantUuid, sealer });
        };
        return await tenantDoor.transaction(setting, inScope, tenantUuid);
      } catch (error) {
        if (isStaleEpoch(error)) throw new StaleEpoch('another holds the shard of the device', { cause: error });
        throw isTenantGone(error) ? new TenantGone('the tenant is gone', { cause: error }) : error;
      }
    });
  };
  return {
    forTenant: (tenantId, work) => inTenant({ name: 'store.forTenant', tenantId }, (scope) => work(tenantStore(scope))),

    forCaller: async (author, work) => {
      const { tenantId } = author;
      let isUndone = false;
      const result = await inTenant({ name: 'store.forCaller', tenantId }, (scope) => {
        const undo = (): void => {
          isUndone = true;
          scope.undo();
        };
        return work(callerStore({ ...scope, undo, author }));
      });
      if (!isUndone) onTold?.(tenantId);
      return result;
    },

    forSession: async ({ tenantId, deviceId, shard, epoch }, work) => {
      const deviceUuid = toUuid(deviceId);
      let hasTold = false;
      const told = (): void => {
        hasTold = true;
      };
      const session = toSessionSetting({ deviceUuid, shard, epoch });
      const result = await inTenant({ name: 'store.forSession', tenantId, session }, (scope) =>
        work(sessionStore({ ...scope, deviceUuid, told })),
      );
      if (hasTold) onTold?.(tenantId);
      return result;
    },

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

/**
 * Names the device, the shard and the epoch, and proves them: nobody else gains the shard until this transaction ends. The
 * process may be paused in the middle of it, so its time is limited by Postgres. Both limits together are less than what
 * the statement that waits for it may take.
 */
const toSessionSetting = ({ deviceUuid, shard, epoch }: { deviceUuid: string; shard: string; epoch: number }): string =>
  `select set_config('app.device_id', '${deviceUuid}', true),
     set_config('app.shard', ${escapeLiteral(shard)}, true), set_config('app.epoch', '${epoch}', true),
     set_config('statement_timeout', '2500', true), set_config('idle_in_transaction_session_timeout', '2000', true);
   select check_epoch()`;
