import type { Account } from '../directory/account.ts';
import { devicesOf } from '../directory/devices.ts';
import type { Group } from '../groups/group.ts';
import { type Network, secondsNow } from '../network.ts';
import { type Address, toName } from '../signal/address.ts';
import { lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { childrenOf, findChild, node, type WireNode } from '../wire/node.ts';
import { bring } from './deliver.ts';

type Sent = { group: Group; account: Account; device: number; message: WireNode };

/** Brings a message to every device of every member but the one that wrote it: what was encrypted for that device
 * first, since it may hold the key to what is encrypted for all. */
export const relayToGroup = (network: Network, { group, account, device, message }: Sent): void => {
  const forAll = childrenOf(message, 'enc');
  const forOne = encryptedByDevice(network, message);
  const identity = findChild(message, 'device-identity');
  const attrs = {
    id: message.attrs['id'],
    from: group.id,
    participant: toJid(account.lid, lidServer, device),
    participant_pn: account.manner.hidesNumber ? undefined : toJid(account.phone, phoneServer),
    addressing_mode: 'lid',
    t: secondsNow(network),
    type: message.attrs['type'] ?? 'text',
    edit: message.attrs['edit'],
    notify: account.name,
  };
  for (const { lid, device: number } of readersOf(network, group, message.attrs['participant'])) {
    if (lid === account.lid && number === device) continue;
    const content = [...(forOne.get(toName({ lid, device: number })) ?? []), ...forAll];
    if (content.length === 0) continue;
    const stanza = node('message', attrs, identity === undefined ? content : [...content, identity]);
    const reader = network.directory.findByLid(lid);
    if (reader !== undefined) bring(reader, number, { sender: { lid: account.lid, device }, stanza });
  }
};

/** Every device in the group, or the one that asked to be told again. */
const readersOf = (network: Network, group: Group, only: string | undefined): Address[] => {
  const asked = only === undefined ? undefined : network.directory.findByJid(only);
  if (only !== undefined)
    return asked !== undefined && group.members.has(asked.lid)
      ? [{ lid: asked.lid, device: parseJid(only).device }]
      : [];
  return [...group.members.keys()].flatMap((lid) => {
    const member = network.directory.findByLid(lid);
    return member === undefined ? [] : devicesOf(member);
  });
};

const encryptedByDevice = (network: Network, message: WireNode): Map<string, WireNode[]> => {
  const found = new Map<string, WireNode[]>();
  const participants = findChild(message, 'participants');
  for (const to of participants === undefined ? [] : childrenOf(participants, 'to')) {
    const jid = to.attrs['jid'] ?? '';
    const account = network.directory.findByJid(jid);
    if (account !== undefined)
      found.set(toName({ lid: account.lid, device: parseJid(jid).device }), childrenOf(to, 'enc'));
  }
  return found;
};
