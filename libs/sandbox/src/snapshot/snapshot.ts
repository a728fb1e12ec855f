import type { Manner } from '../contacts/manner.ts';
import type { HeldMessage } from '../contacts/held-receipts.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Group } from '../groups/group.ts';
import type { KeptHandset } from '../handsets/create-handset.ts';
import type { MediaAuthority } from '../media/certificates.ts';
import type { MediaBlob } from '../media/media-store.ts';
import type { KeyPair } from '../wire/keys.ts';
import type { WireNode } from '../wire/node.ts';

/** All that outlives the network's process, as plain data. What is not in it begins anew: connections, codes that are
 * being shown, who is or was there, leave to upload, faults, the entries of the ledger, what was strange, what could not
 * be decrypted yet, and how often a message has come. What waits for time to pass is over: an ack that was to come late
 * never comes, and nobody reads any more what it was about to read. */
export type Snapshot = {
  /** How far the network's time is ahead of the machine's. */
  aheadMs: number;
  /** The number that the ledger had come to. */
  lastSeq: number;
  root: KeyPair;
  noiseKey: KeyPair;
  mediaAuthority: MediaAuthority;
  accounts: SavedAccount[];
  groups: Group[];
  media: MediaBlob[];
  heldReceipts: [author: string, messages: HeldMessage[]][];
  reachoutLocks: [account: string, untilMs: number][];
};

export type SavedAccount = Omit<Account, 'manner' | 'handset' | 'devices'> & {
  manner: Manner['name'];
  handset: KeptHandset;
  devices: SavedDevice[];
};

export type SavedDevice = Omit<LinkedDevice, 'account' | 'mailbox' | 'connection'> & { waiting: WireNode[] };
