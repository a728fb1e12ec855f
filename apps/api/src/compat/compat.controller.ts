import { Controller, Inject } from '@nestjs/common';
import {
  compatBalance,
  compatConnect,
  compatDelete,
  compatFailedNumbers,
  compatSendText,
  compatStatus,
  compatStatuses,
  deviceWords,
  type InputOf,
  no,
  yes,
} from '@parley/contract';
import { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { findDevice } from '../devices/find-device.ts';
import { asItLives } from '../devices/to-answer.ts';
import { Input } from '../http/input.ts';
import { Listener } from '../http/listener.ts';
import { Once } from '../http/once.ts';
import { Operation } from '../http/operation.ts';
import type { MessageDeps } from '../messages/send-text.ts';
import { DEVICE_DEPS, MESSAGE_DEPS } from '../providers.ts';
import { connect } from './connect.ts';
import { listFailedNumbers } from './list-failed-numbers.ts';
import { listStatuses } from './list-statuses.ts';
import { remove } from './remove.ts';
import { sendTexts } from './send-texts.ts';

@Controller()
export class CompatController {
  constructor(
    @Inject(DEVICE_DEPS) private readonly devices: DeviceDeps,
    @Inject(MESSAGE_DEPS) private readonly messages: MessageDeps,
  ) {}

  @Operation(compatSendText)
  sendText(@Caller() caller: Caller, @Once() once: Once, @Input() input: InputOf<typeof compatSendText>) {
    return sendTexts(this.messages, { caller, once }, input);
  }

  @Operation(compatConnect)
  connect(
    @Caller() caller: Caller,
    @Listener() listener: Listener,
    @Input() { device }: InputOf<typeof compatConnect>,
  ) {
    return connect(this.devices, { caller, listener }, device);
  }

  @Operation(compatStatus)
  async status(@Caller() caller: Caller, @Input() { device }: InputOf<typeof compatStatus>) {
    const { store, isHeld } = this.devices;
    const found = await findDevice(store, caller, device);
    if (found === null) return no('device_not_found');
    const { state } = await asItLives(isHeld, found);
    return yes({ success: true as const, message: deviceWords[state] });
  }

  @Operation(compatStatuses)
  statuses(@Caller() caller: Caller) {
    return listStatuses(this.devices, caller);
  }

  @Operation(compatDelete)
  delete(
    @Caller() caller: Caller,
    @Listener() listener: Listener,
    @Input() { sender_device: device }: InputOf<typeof compatDelete>,
  ) {
    return remove(this.devices, { caller, listener }, device);
  }

  @Operation(compatBalance)
  async balance(@Caller() caller: Caller, @Input() { device }: InputOf<typeof compatBalance>) {
    const found = await this.devices.store.forTenant(caller.tenantId, ({ reports }) =>
      reports.balance(device, reachOf(caller)),
    );
    return found === null ? no('device_not_found') : yes({ success: true as const, ...found });
  }

  @Operation(compatFailedNumbers)
  failedNumbers(@Caller() caller: Caller, @Input() input: InputOf<typeof compatFailedNumbers>) {
    return listFailedNumbers(this.devices.store, caller, input);
  }
}
