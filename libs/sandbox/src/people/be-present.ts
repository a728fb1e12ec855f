import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { node } from '../wire/node.ts';
import { acquaintances, maySee } from './may-see.ts';
import type { PresenceState, Watcher } from './presences.ts';

/** A device of somebody comes, or goes; others hear of it when the first has come, and when the last has gone. */
export const bePresent = (
  network: Network,
  account: Account,
  { device, is }: { device: number; is: 'online' | 'offline' },
): void => {
  const present = network.presences.devicesOf(account.lid);
  const was = present.size > 0;
  if (is === 'online') present.add(device);
  else present.delete(device);
  if (was === present.size > 0) return;
  if (was) network.presences.lastSeen.set(account.lid, secondsNow(network));
  for (const watcher of network.presences.watchersOf(account.lid)) tellPresence(network, account, watcher);
  for (const other of acquaintances(network, account)) noteSeen(network, { of: account, by: other, is });
};

/** Tells one watcher how it is now, as far as it may know. */
export const tellPresence = (network: Network, account: Account, { lid, device, jid }: Watcher): void => {
  const watcher = network.directory.findByLid(lid);
  if (watcher === undefined || account.profile.blocked.has(lid)) return;
  const isOnline = network.presences.devicesOf(account.lid).size > 0;
  const isTimeShown = maySee(watcher, { whose: account, setting: 'last' });
  const isShown = isTimeShown || account.profile.privacy.get('online') !== 'match_last_seen';
  const last = isTimeShown ? network.presences.lastSeen.get(account.lid) : 'deny';
  watcher.devices.get(device)?.connection?.send(
    node('presence', {
      from: jid,
      type: isOnline && isShown ? undefined : 'unavailable',
      last: isOnline ? undefined : last,
    }),
  );
};

/** What somebody's telephone sees of another. */
export const noteSeen = (network: Network, { of, by, is }: { of: Account; by: Account; is: PresenceState }): void => {
  if (of === by || of.profile.blocked.has(by.lid) || by.profile.blocked.has(of.lid)) return;
  network.presences.seenBy(by.lid).set(of.lid, { state: is, at: new Date(network.clock.now()).toISOString() });
  network.live.tell({ kind: 'conversation', phone: by.phone });
};
