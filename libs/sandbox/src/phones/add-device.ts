import { createDeviceMailbox } from '../delivery/device-mailbox.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { announceDevice } from './announce-device.ts';

type NewDevice = Pick<
  LinkedDevice,
  'id' | 'noiseKey' | 'identity' | 'registrationId' | 'signedPreKey' | 'deviceIdentity'
> &
  Partial<Pick<LinkedDevice, 'preKeys' | 'isBootstrapped'>>;

/** Linked devices a phone can have. */
const mostDevices = 4;

/** An account has a new device; whoever writes to it hears of it. */
export const addDevice = (network: Network, account: Account, made: NewDevice): LinkedDevice => {
  const device: LinkedDevice = {
    account,
    preKeys: [],
    isBootstrapped: false,
    lastOfBootstrap: null,
    ...made,
    mailbox: createDeviceMailbox(network, account.phone),
    connection: null,
  };
  account.devices.set(device.id, device);
  announceDevice(network, device, 'add');
  network.live.tell({ kind: 'account', phone: account.phone });
  return device;
};

/** Refuses where the phone has as many devices as it can have, those included that it is about to link. */
export const checkRoom = ({ linkings }: Network, { devices, phone }: Account): void => {
  if (devices.size + linkings.countClaimed(phone) >= mostDevices)
    throw new Refused(`a phone links at most ${mostDevices} devices: unlink one first`);
};
