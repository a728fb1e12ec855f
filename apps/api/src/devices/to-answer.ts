import { type Device, type DeviceCondition, deviceStates } from '@parley/contract';
import type { ShownLink, StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import type { IsHeld } from './is-held.ts';
import { toQrPng } from './qr-png.ts';

type Asked = { isHeld: IsHeld; caller: Caller };

/** A device as this caller is told of it: what links it only to who may link it, and nothing that lives where no worker
 * is there for it. */
export const toAnswer = async ({ isHeld, caller }: Asked, stored: StoredDevice): Promise<Device> => {
  const device = await asItLives(isHeld, stored);
  const link = device.state === stored.device.state ? linkFor(caller, stored.link) : null;
  return link === null ? device : { ...device, link };
};

/** What a row says of a connection was true when its worker wrote it. It is not where that worker is gone, nor where
 * another has taken over and has not come to the device yet. */
export const asItLives = async (
  isHeld: IsHeld,
  { device, shard, isOfEarlierHolder }: Pick<StoredDevice, 'device' | 'shard' | 'isOfEarlierHolder'>,
): Promise<Device> => {
  if (!claimsLife.has(device.state)) return device;
  if ((await isHeld({ device, shard })) === false) {
    const told = deviceStates.disconnected.waiting_for_worker;
    return become(device, { state: 'disconnected', reason: 'waiting_for_worker' }, told);
  }
  const isOver = isOfEarlierHolder && !outlivesHolder(device);
  if (!isOver) return device;
  return become(device, { state: 'connecting', reason: 'reconnecting' }, deviceStates.connecting.reconnecting);
};

type Told = { message: string; userAction: string | null };

const become = (device: Device, condition: DeviceCondition, { message, userAction }: Told): Device => ({
  ...device,
  ...condition,
  message,
  user_action: userAction,
  until: null,
});

/** That there is no connection, and that WhatsApp locked the number, is as true of the next holder. */
const outlivesHolder = ({ state, reason }: Device): boolean =>
  state === 'disconnected' || reason === 'temporarily_banned';

const claimsLife: ReadonlySet<Device['state']> = new Set([
  'connecting',
  'qr_ready',
  'pairing_code_ready',
  'connected',
  'disconnected',
  'restricted',
]);

/** Whoever has it could link the device to a number of their own: that is a change. */
const linkFor = ({ scopes, policy }: Caller, link: ShownLink | null): Device['link'] | null => {
  if (link === null || !isUsable(link)) return null;
  if (!scopes.includes('devices:manage') || policy?.read_only === true) return null;
  const { by, text, expiresAt } = link;
  const expires_at = expiresAt.toISOString();
  return by === 'qr'
    ? { qr: text, qr_png: toQrPng(text), code: null, expires_at }
    : { qr: null, qr_png: null, code: text.replace(/^(\w{4})(\w{4})$/, '$1-$2'), expires_at };
};

export const isUsable = ({ expiresAt }: ShownLink): boolean => expiresAt.getTime() > Date.now();
