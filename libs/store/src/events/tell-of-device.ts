import { type EventType, newId, toUuid } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';

/** Tells the outside world what happened to a device by itself, in the transaction that records it. */
export const tellOfDevice = async (
  { sql, tenantUuid, deviceUuid, told }: SessionScope,
  { type, data }: { type: EventType & `device.${string}`; data: Record<string, unknown> },
): Promise<void> => {
  told();
  await sql(
    {
      name: 'tell of device',
      text: `insert into events (tenant_id, id, type, data, device_id, network)
        select tenant_id, $3, $4, $5, id, network from devices where tenant_id = $1 and id = $2`,
    },
    [tenantUuid, deviceUuid, toUuid(newId('evt')), type, data],
  );
};
