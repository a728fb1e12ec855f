import type { LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { bePresent } from './be-present.ts';

/** The connection of a device is over: it is there no more, and wants to know of nobody. */
export const leave = (network: Network, { account, id }: LinkedDevice): void => {
  bePresent(network, account, { device: id, is: 'offline' });
  network.presences.stopWatching({ lid: account.lid, device: id });
};
