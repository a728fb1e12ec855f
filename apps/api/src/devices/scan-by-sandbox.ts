import { type Result, yes } from '@parley/contract';
import type { StoredDevice } from '@parley/store';
import type { Watch } from '../events/watch.ts';
import type { SandboxPhones } from './sandbox-phones.ts';

type Deps = {
  phones: SandboxPhones;
  watch: Watch;
  find: () => Promise<StoredDevice | null>;
  /** By the clock that nobody can set. */
  until: number;
};

type Refusal = 'device_number_taken' | 'sandbox_unavailable';

/** Has a phone of the sandbox scan what the device shows, and waits for it to be connected: the device as it is then, or
 * when the time is over. A QR code that ran out on the way is followed by the next. */
export const scanBySandbox = async (
  { phones, watch, find, until }: Deps,
  shown: StoredDevice | null,
): Promise<Result<StoredDevice | null, Refusal>> => {
  let found = shown;
  while (found?.device.wish === 'link' && found.link?.by === 'qr') {
    const scanned = await phones.scan(found, found.link.text);
    if (!scanned.ok) return scanned;
    const ofBefore: string | null = scanned.value === 'linked' ? null : found.link.text;
    const next = await watch(async () => toNext(await find(), ofBefore), until - performance.now());
    if (next === null) return yes(await find());
    found = next.device;
  }
  return yes(found);
};

/** It is connected, or will not be; or, where a QR code was not taken, there is another. */
const toNext = (found: StoredDevice | null, notTaken: string | null): { device: StoredDevice | null } | null => {
  if (found === null || found.device.state === 'connected') return { device: found };
  if (found.device.wish !== 'link') return found.isLinked ? null : { device: found };
  const isAnother = notTaken !== null && found.link !== null && found.link.text !== notTaken;
  return isAnother ? { device: found } : null;
};
