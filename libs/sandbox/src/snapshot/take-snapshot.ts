import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { SavedAccount, SavedDevice, Snapshot } from './snapshot.ts';

/** Everything as it is now. It shares its parts with the network: it is to be written down before anything goes on. */
export const takeSnapshot = (network: Network): Snapshot => {
  const { clock, ledger, root, noiseKey, mediaAuthority, directory, groups, media, heldReceipts, reachoutLocks } =
    network;
  return {
    aheadMs: clock.now() - Date.now(),
    lastSeq: ledger.lastSeq(),
    root,
    noiseKey,
    mediaAuthority,
    accounts: [...directory.accounts()].map(saveAccount),
    groups: groups.all(),
    media: media.all(),
    heldReceipts: heldReceipts.all(),
    reachoutLocks: reachoutLocks.all(),
  };
};

const saveAccount = ({ manner, handset, devices, ...account }: Account): SavedAccount => ({
  ...account,
  manner: manner.name,
  handset: {
    peer: handset.peer.state,
    senderKeys: handset.senderKeys.state,
    entries: handset.screen.entries(),
  },
  devices: [...devices.values()].map(saveDevice),
});

const saveDevice = ({ account: _account, connection: _connection, mailbox, ...device }: LinkedDevice): SavedDevice => ({
  ...device,
  waiting: mailbox.waiting(),
});
