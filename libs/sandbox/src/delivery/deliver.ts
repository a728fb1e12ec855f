import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Address } from '../signal/address.ts';
import { node, type WireNode } from '../wire/node.ts';

/** Hands a stanza to a device, or keeps it until the device is back. */
export const deliver = (device: LinkedDevice, stanza: WireNode): void => {
  device.mailbox.put(stanza);
  if (device.connection?.isCaughtUp === true) device.connection.send(stanza);
};

/** The same to every linked device of an account, but for the one that need not be told. */
export const deliverToAll = ({ devices }: Account, stanza: WireNode, except?: number): void => {
  for (const device of devices.values()) if (device.id !== except) deliver(device, stanza);
};

/** Brings a message to one device of an account, which may be its handset; to one that is gone, nothing. */
export const bring = (to: Account, device: number, { sender, stanza }: { sender: Address; stanza: WireNode }): void => {
  const linked = to.devices.get(device);
  if (device === 0) to.handset.receive(sender, stanza);
  else if (linked !== undefined) deliver(linked, stanza);
};

/** Hands over the next of what waits, marked as such, at most so many; the device asks again while more is left. What
 * comes in the meantime waits behind it, so that the order is kept. Answers whether that was all, so that new things
 * may follow at once. */
export const deliverWaiting = (device: LinkedDevice, most: number): boolean => {
  const { connection, mailbox } = device;
  if (connection === null || connection.isCaughtUp) return false;
  const { before, stanzas, left } = mailbox.next(most);
  for (const [index, stanza] of stanzas.entries())
    connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(before + index) } });
  if (left > 0) {
    offerWaiting(device, left);
    return false;
  }
  connection.send(node('ib', {}, [node('offline', { count: before + stanzas.length })]));
  connection.isCaughtUp = true;
  return true;
};

/** Tells a device how much waits for it; it asks for it in batches. */
export const offerWaiting = ({ connection }: LinkedDevice, count: number): void =>
  connection?.send(node('ib', {}, [node('offline_preview', { count })]));
