import type { Device, Message } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { devicePath } from '../devices/device-path.ts';
import { Fact, TimeFact } from '../ui/fact.tsx';
import { Link } from '../ui/link.tsx';
import { originWords } from './words.ts';

/** All else there is to know of a message. */
export const MessageFacts = ({ message, device }: { message: Message; device: Device | null }) => (
  <section className="sheet" aria-labelledby="message-facts">
    <h2 id="message-facts">About it</h2>
    <dl className="times">
      <Fact name="Device">
        <Link to={`${tenantBase(location).path}${devicePath(message.device)}`}>{device?.name ?? message.device}</Link>
      </Fact>
      <Fact name="Written">{originWords[message.origin]}</Fact>
      <TimeFact name={message.direction === 'in' ? 'Received' : 'Accepted'} time={message.created_at} />
      {message.received_while_offline && <Fact name="Received">while the device was away</Fact>}
      {message.send_at !== null && <TimeFact name="To be sent" time={message.send_at} />}
      {!message.is_final && message.expires_at !== null && (
        <TimeFact name="Worth sending until" time={message.expires_at} />
      )}
      {message.failure !== null && (
        <Fact name="Failure">
          <code>{message.failure.code}</code>
          {message.failure.server_code !== undefined && `, WhatsApp said ${message.failure.server_code}`}
        </Fact>
      )}
      {message.failure?.until !== undefined && <TimeFact name="Fails again until" time={message.failure.until} />}
      <Fact name="Id">
        <code>{message.id}</code>
      </Fact>
      <Fact name="Id on WhatsApp">
        <code>{message.whatsapp_id}</code>
      </Fact>
      {message.batch_id !== null && (
        <Fact name="Batch">
          <code>{message.batch_id}</code>
        </Fact>
      )}
    </dl>
    {message.metadata !== null && Object.keys(message.metadata).length > 0 && (
      <dl className="times">
        {Object.entries(message.metadata).map(([name, value]) => (
          <Fact key={name} name={name}>
            {String(value)}
          </Fact>
        ))}
      </dl>
    )}
  </section>
);
