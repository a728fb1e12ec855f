import { Module } from '@nestjs/common';
import type { Dispatch, Redis, Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import type { Settings } from '../env.ts';
import type { Waits } from '../events/waits.ts';
import { DEVICE_DEPS, DISPATCH, REDIS, SETTINGS, SIGNALS, STORE, WAITS } from '../providers.ts';
import type { DeviceDeps } from './device-deps.ts';
import { DevicesController } from './devices.controller.ts';
import { createIsHeld } from './is-held.ts';
import { createSandboxPhones } from './sandbox-phones.ts';

@Module({
  controllers: [DevicesController],
  exports: [DEVICE_DEPS],
  providers: [
    {
      provide: DEVICE_DEPS,
      inject: [STORE, DISPATCH, SIGNALS, WAITS, REDIS, SETTINGS],
      useFactory: (...given: [Store, Dispatch, Signals, Waits, Redis, Settings]): DeviceDeps => {
        const [store, dispatch, signals, waits, redis, { SANDBOX_URL: url, OUTBOUND_ALLOW: allowProxies }] = given;
        const phones = url === undefined ? null : createSandboxPhones(url);
        return { store, dispatch, signals, waits, isHeld: createIsHeld(redis), allowProxies, phones };
      },
    },
  ],
})
export class DevicesModule {}
