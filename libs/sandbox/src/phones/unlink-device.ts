import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { closingWords } from '../wire/closing-words.ts';
import { announceDevice } from './announce-device.ts';

/** A device is linked no longer: what waited for it is gone, and it hears so if it is there. */
export const unlinkDevice = (network: Network, device: LinkedDevice): void => {
  const { account } = device;
  if (account.devices.get(device.id) !== device) return;
  account.devices.delete(device.id);
  const { code, stanza } = closingWords(401);
  device.connection?.close(code, stanza);
  announceDevice(network, device, 'remove');
  network.live.tell({ kind: 'account', phone: account.phone });
};

/** Unlinks one device, or all. Answers which. */
export const unlinkDevices = (network: Network, { devices }: Account, id: number | undefined): number[] => {
  const meant = [...devices.values()].filter((device) => id === undefined || device.id === id);
  for (const device of meant) unlinkDevice(network, device);
  return meant.map((device) => device.id);
};
