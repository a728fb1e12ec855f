import { type Device, pages } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import type { Me } from '../logins/me.ts';
import { Link } from '../ui/link.tsx';
import { DeviceBalance } from './device-balance.tsx';

/** What has been sent through a device today, and the ways to its messages. */
export const DeviceMessages = ({ device, me }: { device: Device; me: Me }) => {
  const { path } = tenantBase(location);
  return (
    <section className="sheet" aria-labelledby="device-messages">
      <h2 id="device-messages">Messages</h2>
      {me.scopes.includes('reports:read') && <DeviceBalance device={device} />}
      <div className="actions">
        {me.scopes.includes('messages:send') && (
          <Link to={`${path}${pages.send}?device=${device.id}`} className="button main">
            Send a text
          </Link>
        )}
        {me.scopes.includes('messages:read') && (
          <Link to={`${path}${pages.messages}?device=${device.id}`} className="button quiet">
            Its messages
          </Link>
        )}
      </div>
    </section>
  );
};
