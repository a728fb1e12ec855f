import type { Device } from '@parley/contract';
import { Fact, TimeFact } from '../ui/fact.tsx';
import { Condition } from './condition.tsx';

/** All there is to know of a device at a glance. */
export const DeviceCondition = ({ device }: { device: Device }) => (
  <section className="sheet" aria-label="State">
    <Condition device={device} />
    <dl className="times">
      <Fact name="Number">{device.phone ?? 'not known yet'}</Fact>
      <TimeFact name="In this state since" time={device.since} />
      {device.until !== null && <TimeFact name="Ends" time={device.until} />}
      <TimeFact name="Added" time={device.created_at} />
      <Fact name="Id">
        <code>{device.id}</code>
      </Fact>
    </dl>
  </section>
);
