import { StaleEpoch } from '../doors/stale-epoch.ts';
import type { SessionScope } from '../doors/transaction.ts';
import { tellOfDevice } from '../events/tell-of-device.ts';
import { sealLink, type ShownLink } from './link.ts';

/** What links the device from now on; it takes the place of the one before. */
export const recordLink = async (scope: SessionScope, link: ShownLink): Promise<void> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const shown = await sql('update devices set link = $3 where tenant_id = $1 and id = $2 returning id', [
    tenantUuid,
    deviceUuid,
    await sealLink(scope, { deviceUuid, link }),
  ]);
  if (shown.length === 0) throw new StaleEpoch('the device is gone');
  await tellOfDevice(scope, {
    type: 'device.link_ready',
    data: { by: link.by, expires_at: link.expiresAt.toISOString() },
  });
};
