import type { Network } from '../network.ts';
import type { Address } from '../signal/address.ts';
import type { Bundle } from '../signal/bundle.ts';
import { serverJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import { deliver } from './deliver.ts';
import { notification } from './notification.ts';

/** How many one-time keys are few: from there on a device hears of each that goes. */
const fewPreKeys = 5;

/** What somebody needs who wants to write to a device for the first time; it takes one of its one-time keys, and a
 * device that has few left is told to make more. One that is away counts them itself when it is back. Null where there
 * is no such device. */
export const handOutBundle = (network: Network, { lid, device: number }: Address): Bundle | null => {
  const account = network.directory.findByLid(lid);
  if (number === 0) return account?.handset.peer.bundle() ?? null;
  const device = account?.devices.get(number);
  if (device === undefined) return null;
  const { registrationId, identity, signedPreKey, preKeys } = device;
  const preKey = preKeys.shift() ?? null;
  if (preKey !== null && preKeys.length <= fewPreKeys && device.connection?.isCaughtUp === true)
    deliver(
      device,
      notification(network, { from: serverJid, type: 'encrypt' }, [node('count', { value: preKeys.length })]),
    );
  return { registrationId, identity, signedPreKey, preKey };
};
