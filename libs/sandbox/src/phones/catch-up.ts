import { deliverWaiting } from '../delivery/deliver.ts';
import type { LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { bootstrap } from './bootstrap.ts';

/** Hands a device the next of what waits for it, at most so many. After all of it, and not before, its phone tells a new
 * one what the account is about. */
export const catchUp = (network: Network, device: LinkedDevice, most: number): void => {
  if (!deliverWaiting(device, most)) return;
  try {
    bootstrap(network, device);
  } catch (error) {
    // The keys are the client's own: with wrong ones nothing can be told to it.
    network.strangeness.write(device.connection?.id ?? null, error);
  }
};
