import type { Device } from '@parley/contract';
import { DeviceNameForm } from './device-name-form.tsx';
import { DevicePace } from './device-pace.tsx';
import { DeviceProxy } from './device-proxy.tsx';

type Props = { device: Device; onChanged: () => Promise<void> };

export const DeviceSettings = ({ device, onChanged }: Props) => (
  <section className="sheet" aria-labelledby="device-settings">
    <h2 id="device-settings">Settings</h2>
    <DeviceNameForm key={device.name} device={device} onChanged={onChanged} />
    <DevicePace device={device} onChanged={onChanged} />
    <DeviceProxy device={device} onChanged={onChanged} />
  </section>
);
