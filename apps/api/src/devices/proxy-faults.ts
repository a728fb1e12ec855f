import type { FieldErrors } from '@parley/contract';
import { findConnectFault } from '@parley/runtime';

/** What is wrong with a proxy that somebody gave a device, so that nobody has to find it out by its being refused. */
export const proxyFaults = (
  allow: readonly string[],
  { proxy }: { proxy?: string | null | undefined },
): FieldErrors | null => {
  const fault = proxy ? findConnectFault(new URL(proxy), allow) : null;
  if (fault === null) return null;
  return { proxy: [fault === 'port' ? 'must be at port 80, 443 or one above 1023' : addressFault] };
};

const addressFault = 'must be at an address of the public internet';
