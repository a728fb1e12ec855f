import { createHash } from 'node:crypto';
import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { lidServer, phoneServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';

/** Tells the other devices of an account, and those of everybody who has asked for its devices, that one has come or
 * gone, so that they write to the right ones without asking again. It goes by both names, since clients keep a list of
 * devices under each. */
export const announceDevice = (network: Network, device: LinkedDevice, change: 'add' | 'remove'): void => {
  const { account, id } = device;
  const names = [toJid(account.phone, phoneServer, id), toJid(account.lid, lidServer, id)];
  const news = notification(network, { from: toJid(account.phone, phoneServer), type: 'devices' }, [
    node(
      change,
      { device_hash: hashOf(account) },
      names.map((jid) => node('device', { jid, 'key-index': id })),
    ),
  ]);
  deliverToAll(account, news, id);
  for (const phone of account.watchers) {
    const watcher = network.directory.findByPhone(phone);
    if (watcher !== undefined && watcher !== account) deliverToAll(watcher, news);
  }
};

/** What a list of devices is compared by. */
const hashOf = ({ phone, devices }: Account): string => {
  const jids = [0, ...devices.keys()].map((id) => toJid(phone, phoneServer, id)).toSorted();
  return `2:${createHash('sha256').update(jids.join('')).digest('base64').slice(0, 8)}`;
};
