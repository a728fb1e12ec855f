import { deliver } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import { rename } from '../directory/rename.ts';
import type { Network } from '../network.ts';
import { serverJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import type { CollectionName } from './app-state.ts';
import type { Change } from './patch.ts';

/** Which change, and by which device: 0 is the handset. */
export type Made = { name: CollectionName; change: Change; by: number };

/** A change stands. The other devices are told that there is something new, not what; a device that has no key yet asks
 * for everything anyway once it has one. */
export const settleChange = (network: Network, account: Account, { name, change, by }: Made): void => {
  account.appState.collections[name] = change.next;
  for (const { value } of change.mutations) {
    const chosen = value.pushNameSetting?.name;
    if (typeof chosen === 'string' && chosen !== '') rename(account, chosen);
  }
  const news = notification(network, { from: serverJid, type: 'server_sync' }, [
    node('collection', { name, version: change.next.version }),
  ]);
  for (const device of account.devices.values()) if (device.id !== by && device.isBootstrapped) deliver(device, news);
  network.live.tell({ kind: 'account', phone: account.phone });
};
