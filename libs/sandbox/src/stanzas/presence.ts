import { rename } from '../directory/rename.ts';
import type { Network } from '../network.ts';
import { bePresent, tellPresence } from '../people/be-present.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import { getAttribute, node, type WireNode } from '../wire/node.ts';
import type { From, StanzaHandler } from './handler.ts';

/** A client is there, or goes, or has a new name; or it wants to know of somebody else. */
export const presence: StanzaHandler = {
  tag: 'presence',
  receive: (network, from, stanza) => {
    const { account, connection, device } = from;
    const { name = '', type } = stanza.attrs;
    if (name !== '') rename(account, name);
    switch (type) {
      case undefined:
      case 'available':
        return bePresent(network, account, { device: device.id, is: 'online' });
      case 'unavailable':
        return bePresent(network, account, { device: device.id, is: 'offline' });
      case 'subscribe':
        return watch(network, from, stanza);
      case 'unsubscribe': {
        const watched = network.directory.findByJid(getAttribute(stanza, 'to'));
        if (watched !== undefined) network.presences.stopWatching({ lid: account.lid, device: device.id }, watched.lid);
        return;
      }
      default:
        network.strangeness.write(connection.id, `<presence> of type ${type}`);
    }
  },
};

const watch = (network: Network, { account, connection, device }: From, stanza: WireNode): void => {
  const jid = getAttribute(stanza, 'to');
  if (parseJid(jid).server === groupServer) {
    tellCount(network, { account, connection, device }, jid);
    return;
  }
  const watched = network.directory.findByJid(jid);
  if (watched === undefined) return;
  const watcher = { lid: account.lid, device: device.id, jid };
  network.presences.watch(watched.lid, watcher);
  tellPresence(network, watched, watcher);
};

/** Of a group a member hears how many are there. */
const tellCount = (network: Network, { account, connection }: From, jid: string): void => {
  const members = network.groups.find(jid)?.members;
  if (members?.has(account.lid) !== true) return;
  const count = [...members.keys()].filter((lid) => network.presences.devicesOf(lid).size > 0).length;
  connection.send(node('presence', { from: jid, count }));
};
