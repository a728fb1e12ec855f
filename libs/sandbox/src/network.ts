import type { Clock } from './clock.ts';
import type { Connection } from './connections/connection.ts';
import type { HeldReceipts } from './contacts/held-receipts.ts';
import type { ReachoutLocks } from './contacts/reachout-locks.ts';
import type { FrameCounts } from './delivery/frame-counts.ts';
import type { Directory } from './directory/directory.ts';
import type { Faults } from './faults/faults.ts';
import type { Groups } from './groups/groups.ts';
import type { Ledger } from './ledger.ts';
import type { Live } from './live.ts';
import type { MediaAuthority } from './media/certificates.ts';
import type { MediaStore } from './media/media-store.ts';
import type { UploadGrants } from './media/upload-grants.ts';
import type { Presences } from './people/presences.ts';
import type { Linkings } from './phones/linkings.ts';
import type { Strangeness } from './strangeness.ts';
import type { KeyPair } from './wire/keys.ts';

/** Everything there is. Each part of the sandbox is handed it and takes from it what it needs; what stands here knows
 * nothing of it in turn. */
export type Network = {
  /** Signs the certificates that clients check. */
  root: KeyPair;
  noiseKey: KeyPair;
  certificates: Buffer;
  /** Where clients find us; filled in once we listen. */
  addresses: { ws: string; media: string };
  /** Vouches for the media host. */
  mediaAuthority: MediaAuthority;
  media: MediaStore;
  uploadGrants: UploadGrants;
  clock: Clock;
  directory: Directory;
  groups: Groups;
  presences: Presences;
  connections: Set<Connection>;
  linkings: Linkings;
  faults: Faults;
  frames: FrameCounts;
  heldReceipts: HeldReceipts;
  reachoutLocks: ReachoutLocks;
  ledger: Ledger;
  strangeness: Strangeness;
  live: Live;
  /** Writes everything down; null where there is no file to write it to. */
  save: (() => void) | null;
};

/** Seconds since 1970, as stanzas tell time. */
export const secondsNow = (network: Network): number => Math.floor(network.clock.now() / 1000);
