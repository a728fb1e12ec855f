import type { Manner } from '../contacts/manner.ts';
import { held, manual, ordinary } from '../contacts/manners.ts';
import { meanings } from '../contacts/meanings.ts';
import { createDeviceMailbox } from '../delivery/device-mailbox.ts';
import type { Account } from '../directory/account.ts';
import { createHandset } from '../handsets/create-handset.ts';
import type { Network } from '../network.ts';
import type { SavedAccount, SavedDevice, Snapshot } from './snapshot.ts';

/** Brings everybody back onto a network on which nobody is yet; its keys it was made with. */
export const restoreSnapshot = (network: Network, snapshot: Snapshot): void => {
  // Nobody waits for anything yet, so there is nothing to wait for here either.
  void network.clock.advance(Math.max(0, snapshot.aheadMs));
  network.ledger.goOnAfter(snapshot.lastSeq);
  for (const account of snapshot.accounts) network.directory.add(restoreAccount(network, account));
  for (const group of snapshot.groups) network.groups.add(group);
  network.media.restore(snapshot.media);
  for (const [author, messages] of snapshot.heldReceipts)
    for (const message of messages) network.heldReceipts.hold(author, message);
  for (const [account, untilMs] of snapshot.reachoutLocks) network.reachoutLocks.lock(account, untilMs);
};

const restoreAccount = (network: Network, { manner, handset, devices, ...saved }: SavedAccount): Account => {
  const account: Account = {
    ...saved,
    manner: mannerOf(manner, saved.phone),
    handset: createHandset(network, saved.phone, handset),
    devices: new Map(),
  };
  for (const device of devices) restoreDevice(network, account, device);
  return account;
};

const restoreDevice = (network: Network, account: Account, { waiting, ...device }: SavedDevice): void => {
  const mailbox = createDeviceMailbox(network, account.phone);
  for (const stanza of waiting) mailbox.put(stanza);
  account.devices.set(device.id, { ...device, account, mailbox, connection: null });
};

const mannerOf = (name: Manner['name'], phone: string): Manner => {
  switch (name) {
    case 'meaning':
      return meanings.get(phone)?.manner ?? ordinary;
    case 'held':
      return held;
    case 'manual':
      return manual;
    case 'ordinary':
      return ordinary;
  }
};
