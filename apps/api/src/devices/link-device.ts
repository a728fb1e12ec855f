import {
  banNotice,
  type InputOf,
  type linkDevice as operation,
  no,
  type Result,
  type ResultOf,
  yes,
} from '@parley/contract';
import type { StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import { createWatch, type Watch } from '../events/watch.ts';
import type { Listener } from '../http/listener.ts';
import type { DeviceDeps } from './device-deps.ts';
import { findDevice } from './find-device.ts';
import type { IsHeld } from './is-held.ts';
import { nudge } from './nudge.ts';
import { scanBySandbox } from './scan-by-sandbox.ts';
import { asItLives, isUsable, toAnswer } from './to-answer.ts';
import { patienceMs } from './wish-device.ts';

type Asked = { caller: Caller; listener: Listener; input: InputOf<typeof operation> };

/**
 * Asks whoever holds the device to link it, and waits for something to show, or for the end of the linking: a connection
 * that failed is tried again, and is only told of once the time is over. The wish stays after that: the device shows
 * another QR code by itself as each runs out. Whoever asks for one meanwhile is answered what is shown; nothing begins
 * anew.
 */
export const link = async (
  deps: DeviceDeps,
  { caller, listener, input }: Asked,
): Promise<ResultOf<typeof operation>> => {
  const { store, isHeld, phones } = deps;
  const { device, phone = null, sandbox = false } = input;
  const until = performance.now() + patienceMs;
  const over = deps.waits.enter(caller, listener.gone);
  const before = await findDevice(store, caller, device);
  if (before === null) return no('device_not_found');
  if (sandbox && before.device.network !== 'sandbox')
    return no('input_invalid', { sandbox: ['is only for devices of the sandbox'] });
  if (sandbox && phones === null) return no('sandbox_unavailable');

  const watch = createWatch({ signals: deps.signals, tenantId: caller.tenantId, over });
  const find = () => findDevice(store, caller, before.device.id);
  const isShown = phone === null && (await showsQr(deps, before));
  const shown = isShown ? yes(before) : await wishLink(deps, { caller, watch, find, until }, { before, phone });
  if (!shown.ok) return shown;
  const isToScan = sandbox && phones !== null;
  const linked = isToScan ? await scanBySandbox({ phones, watch, find, until }, shown.value) : shown;
  if (!linked.ok) return linked;
  const found = linked.value;
  if (found === null) return no('device_not_found');
  if (hasEnded(found) && found.device.reason === 'device_number_taken') return no('device_number_taken');
  return yes({ ...(await toAnswer({ isHeld, caller }, found)), notice: banNotice });
};

/** Whether there is a QR code that can be scanned right now. */
const showsQr = async ({ isHeld }: DeviceDeps, found: StoredDevice): Promise<boolean> => {
  const { device, link: shown } = found;
  const isWished = device.wish === 'link' && device.state === 'qr_ready';
  if (!isWished || shown?.by !== 'qr' || !isUsable(shown)) return false;
  return (await asItLives(isHeld, found)).state === 'qr_ready';
};

type Waiting = {
  caller: Caller;
  watch: Watch;
  find: () => Promise<StoredDevice | null>;
  until: number;
};
type Wished = { before: StoredDevice; phone: string | null };
type Refusal = 'device_not_found' | 'device_already_linked' | 'device_number_taken' | 'device_not_answering';

/** The device once there is something to tell; null where it was deleted meanwhile. */
const wishLink = async (
  { store, dispatch, isHeld }: DeviceDeps,
  { caller, watch, find, until }: Waiting,
  { before, phone }: Wished,
): Promise<Result<StoredDevice | null, Refusal>> => {
  const wished = await store.forCaller(caller, ({ devices }) =>
    devices.wish({ device: before.device.id, wish: { kind: 'link', phone } }, reachOf(caller)),
  );
  if (!wished.ok) {
    const { code } = wished.failure;
    // Not linked yet it may well be: that is what is asked for.
    return no(code === 'device_not_linked' ? 'device_already_linked' : code);
  }
  await nudge(dispatch, caller, wished.value);
  const told = await watch(
    async () => toTold(await find(), { before, by: phone === null ? 'qr' : 'code' }),
    until - performance.now(),
  );
  if (told !== null) return yes(told.device);
  const found = await find();
  return found === null || (await saysWhyNotYet(isHeld, found)) ? yes(found) : no('device_not_answering');
};

/** Somebody tries to link it, and failed so far: its state tells more than that nothing came. */
const saysWhyNotYet = async (isHeld: IsHeld, found: StoredDevice): Promise<boolean> => {
  const { state, reason } = await asItLives(isHeld, found);
  return !found.isOfEarlierHolder && state === 'disconnected' && reason !== 'waiting_for_worker';
};

type Awaited = { before: StoredDevice; by: 'qr' | 'code' };

/** What was there before the wish is no answer to it. */
const toTold = (found: StoredDevice | null, { before, by }: Awaited): { device: StoredDevice | null } | null => {
  if (found === null || found.device.wish !== 'link') return { device: found };
  const { device, link: shown } = found;
  if (shown?.by === by && shown.text !== before.link?.text) return { device: found };
  const { state, reason, since } = before.device;
  const isAsBefore = device.state === state && device.reason === reason && device.since === since;
  return !isAsBefore && endsLinking.has(device.state) ? { device: found } : null;
};

/** From all others somebody goes on trying. */
const endsLinking: ReadonlySet<StoredDevice['device']['state']> = new Set([
  'needs_human',
  'logged_out',
  'banned',
  'link_blocked',
]);

/** Whether its linking came to an end, and not to a good one. */
const hasEnded = ({ device, isLinked }: StoredDevice): boolean => device.wish !== 'link' && !isLinked;
