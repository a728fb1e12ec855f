import { Controller, Inject } from '@nestjs/common';
import {
  addDevice,
  changeDevice,
  checkNumber,
  deleteDevice,
  getDevice,
  getDeviceHealth,
  type InputOf,
  linkDevice,
  listDeviceLog,
  listDevices,
  no,
  restartDevice,
  stopDevice,
  unlinkDevice,
  yes,
} from '@parley/contract';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Listener } from '../http/listener.ts';
import { Operation } from '../http/operation.ts';
import { DEVICE_DEPS } from '../providers.ts';
import { addNewDevice } from './add-device.ts';
import { change } from './change-device.ts';
import { check } from './check-number.ts';
import { remove } from './delete-device.ts';
import type { DeviceDeps } from './device-deps.ts';
import { findDevice } from './find-device.ts';
import { getHealth } from './get-health.ts';
import { link } from './link-device.ts';
import { list } from './list-devices.ts';
import { listLog } from './list-log.ts';
import { toAnswer } from './to-answer.ts';
import { wish } from './wish-device.ts';

@Controller()
export class DevicesController {
  constructor(@Inject(DEVICE_DEPS) private readonly deps: DeviceDeps) {}

  @Operation(listDevices)
  listDevices(@Caller() caller: Caller, @Input() page: InputOf<typeof listDevices>) {
    return list(this.deps, caller, page);
  }

  @Operation(addDevice)
  addDevice(@Caller() caller: Caller, @Input() input: InputOf<typeof addDevice>) {
    return addNewDevice(this.deps, caller, input);
  }

  @Operation(getDevice)
  async getDevice(@Caller() caller: Caller, @Input() { device }: InputOf<typeof getDevice>) {
    const { store, isHeld } = this.deps;
    const found = await findDevice(store, caller, device);
    return found === null ? no('device_not_found') : yes(await toAnswer({ isHeld, caller }, found));
  }

  @Operation(changeDevice)
  changeDevice(@Caller() caller: Caller, @Input() input: InputOf<typeof changeDevice>) {
    return change(this.deps, caller, input);
  }

  @Operation(deleteDevice)
  deleteDevice(@Caller() caller: Caller, @Input() input: InputOf<typeof deleteDevice>) {
    return remove(this.deps, caller, input);
  }

  @Operation(linkDevice)
  linkDevice(@Caller() caller: Caller, @Listener() listener: Listener, @Input() input: InputOf<typeof linkDevice>) {
    return link(this.deps, { caller, listener, input });
  }

  @Operation(unlinkDevice)
  unlinkDevice(
    @Caller() caller: Caller,
    @Listener() listener: Listener,
    @Input() { device }: InputOf<typeof unlinkDevice>,
  ) {
    return wish(this.deps, { caller, listener }, { device, kind: 'unlink' });
  }

  @Operation(stopDevice)
  stopDevice(
    @Caller() caller: Caller,
    @Listener() listener: Listener,
    @Input() { device }: InputOf<typeof stopDevice>,
  ) {
    return wish(this.deps, { caller, listener }, { device, kind: 'stop' });
  }

  @Operation(restartDevice)
  restartDevice(
    @Caller() caller: Caller,
    @Listener() listener: Listener,
    @Input() { device }: InputOf<typeof restartDevice>,
  ) {
    return wish(this.deps, { caller, listener }, { device, kind: 'restart' });
  }

  @Operation(getDeviceHealth)
  getDeviceHealth(@Caller() caller: Caller, @Input() input: InputOf<typeof getDeviceHealth>) {
    return getHealth(this.deps, caller, input);
  }

  @Operation(listDeviceLog)
  listDeviceLog(@Caller() caller: Caller, @Input() input: InputOf<typeof listDeviceLog>) {
    return listLog(this.deps.store, caller, input);
  }

  @Operation(checkNumber)
  checkNumber(@Caller() caller: Caller, @Input() input: InputOf<typeof checkNumber>) {
    return check(this.deps, caller, input);
  }
}
