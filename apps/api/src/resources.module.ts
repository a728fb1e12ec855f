import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Dispatch, Redis, Signals } from '@parley/coordination';
import type { Logger } from '@parley/runtime';
import { createStore, installationDataSourceOptions, storeConfig, tenantDataSourceOptions } from '@parley/store';
import type { Settings } from './env.ts';
import type { Waits } from './events/waits.ts';
import type { TenantAddress } from './http/tenant-address.ts';
import type { Postman } from './mail/postman.ts';
import { DISPATCH, LOGGER, POSTMAN, REDIS, SETTINGS, SIGNALS, STORE, TENANT_ADDRESS, WAITS } from './providers.ts';

export type Resources = {
  settings: Settings;
  logger: Logger;
  redis: Redis;
  signals: Signals;
  dispatch: Dispatch;
  waits: Waits;
  address: TenantAddress;
  postman: Postman;
};

/** What every module may ask for by name. The store opens its doors to Postgres when they are first used; Nest closes them. */
@Global()
@Module({})
export class ResourcesModule {
  static with({ settings, logger, redis, signals, dispatch, waits, address, postman }: Resources): DynamicModule {
    const config = storeConfig(settings);
    const values = [
      { provide: SETTINGS, useValue: settings },
      { provide: LOGGER, useValue: logger },
      { provide: REDIS, useValue: redis },
      { provide: SIGNALS, useValue: signals },
      { provide: DISPATCH, useValue: dispatch },
      { provide: WAITS, useValue: waits },
      { provide: TENANT_ADDRESS, useValue: address },
      { provide: POSTMAN, useValue: postman },
    ];
    const store = {
      provide: STORE,
      inject: [getDataSourceToken(tenantDoor), getDataSourceToken(installationDoor)],
      useFactory: (tenantSource: DataSource, installationSource: DataSource) =>
        createStore({ tenantSource, installationSource, masterKey: config.masterKey, onTold: signals.tell }),
    };
    return {
      module: ResourcesModule,
      imports: [
        TypeOrmModule.forRootAsync({
          name: tenantDoor,
          useFactory: () => ({ ...tenantDataSourceOptions(config), manualInitialization: true }),
        }),
        TypeOrmModule.forRootAsync({
          name: installationDoor,
          useFactory: () => ({ ...installationDataSourceOptions(config), manualInitialization: true }),
        }),
      ],
      providers: [...values, store],
      exports: [...values.map(({ provide }) => provide), STORE],
    };
  }
}

type DataSource = Parameters<typeof createStore>[0]['tenantSource'];

const tenantDoor = 'tenant';
const installationDoor = 'installation';
