import { type DeviceId, idSchema, pages } from '@parley/contract';

const isId = idSchema('dev');

/** The page of a device, below the tenant's base. */
export const devicePath = (id: DeviceId): string => pages.device.replace(':device', id);

/** Whose page this path is; null where it is no device's. */
export const deviceOnPage = (page: string): DeviceId | null => {
  const before = `${pages.devices}/`;
  const { success, data } = isId.safeParse(page.startsWith(before) ? page.slice(before.length) : '');
  return success ? data : null;
};
