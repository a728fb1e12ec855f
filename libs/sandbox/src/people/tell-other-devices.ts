import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { phoneServer, toJid } from '../wire/jid.ts';
import type { WireNode } from '../wire/node.ts';

/** A device has changed something of its account: the other devices hear of it. */
export const tellOtherDevices = (network: Network, { account, id }: LinkedDevice, change: WireNode): void => {
  const head = { from: toJid(account.phone, phoneServer), type: 'account_sync' };
  deliverToAll(account, notification(network, head, [change]), id);
};
