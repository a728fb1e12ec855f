import { z } from 'zod';
import type { TenantScope } from '../doors/transaction.ts';
import type { DeviceRow } from './device-row.ts';

/** What is shown to whoever links a device: the text of a QR code, or a code to enter. */
export type ShownLink = { by: 'qr' | 'code'; text: string; expiresAt: Date };

const shownLink = z.object({ by: z.enum(['qr', 'code']), text: z.string(), expiresAt: z.coerce.date() });

const placeOf = (deviceUuid: string) => ({ deviceUuid, kind: 'link', id: '' });

export const sealLink = (
  { sealer }: TenantScope,
  { deviceUuid, link }: { deviceUuid: string; link: ShownLink },
): Promise<Buffer> => sealer.seal(placeOf(deviceUuid), Buffer.from(JSON.stringify(link)));

export const openLink = async (
  { sealer }: TenantScope,
  row: Pick<DeviceRow, 'id' | 'link'>,
): Promise<ShownLink | null> =>
  row.link && shownLink.parse(JSON.parse((await sealer.open(placeOf(row.id), row.link)).toString()));
