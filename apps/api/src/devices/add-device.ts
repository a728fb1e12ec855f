import { type addDevice as operation, type InputOf, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { isSandboxed } from '../callers/reach-of.ts';
import type { DeviceDeps } from './device-deps.ts';
import { proxyFaults } from './proxy-faults.ts';
import { toAnswer } from './to-answer.ts';

/** Nobody adds what would be beyond their own reach: a narrowed token no device at all, one of the sandbox none of the
 * real WhatsApp. */
export const addNewDevice = async (
  { store, isHeld, allowProxies }: DeviceDeps,
  caller: Caller,
  { name, phone, proxy, network = isSandboxed(caller.by) ? 'sandbox' : 'live' }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  if (caller.policy?.devices) return no('scope_missing', { policy: ['devices'] });
  if (isSandboxed(caller.by) && network !== 'sandbox')
    return no('scope_missing', { network: ['must be sandbox, as your token is'] });
  const faults = proxyFaults(allowProxies, { proxy });
  if (faults !== null) return no('input_invalid', faults);
  const device = { name, network, phone: phone ?? null, proxy: proxy ?? null };
  const added = await store.forCaller(caller, ({ devices }) => devices.add(device));
  return added.ok ? yes(await toAnswer({ isHeld, caller }, added.value)) : added;
};
