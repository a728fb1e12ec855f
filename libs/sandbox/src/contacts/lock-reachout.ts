import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { serverJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';

/** Holds an account to the people it knows, for a while: tells its devices, and tells them again when it is over. */
export const lockReachout = (network: Network, account: Account, forMs: number): void => {
  network.reachoutLocks.lock(account.phone, network.clock.now() + forMs);
  notify(network, account);
  network.clock.after(forMs, () => {
    // Another lock may have begun since.
    if (network.reachoutLocks.endOf(account.phone) === null) notify(network, account);
  });
};

const notify = (network: Network, account: Account): void => {
  const update = { data: { xwa2_notify_account_reachout_timelock: toTimelock(network, account) } };
  deliverToAll(
    account,
    notification(network, { from: serverJid, type: 'mex' }, [
      node('update', { op_name: 'NotificationUserReachoutTimelockUpdate' }, Buffer.from(JSON.stringify(update))),
    ]),
  );
};

/** How the network words a lock, also to a client that asks. */
export const toTimelock = (network: Network, { phone }: Account): Record<string, unknown> => {
  const end = network.reachoutLocks.endOf(phone);
  return end === null
    ? { is_active: false }
    : { is_active: true, time_enforcement_ends: String(Math.ceil(end / 1000)), enforcement_type: 'DEFAULT' };
};
