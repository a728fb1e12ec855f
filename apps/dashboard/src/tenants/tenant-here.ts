import { tenantBase } from '../api/tenant-base.ts';

/** What the tenant of this page is called: by the path, or by the host. */
export const tenantHere = (): string => tenantBase(location).name ?? location.hostname.split('.')[0] ?? '';
