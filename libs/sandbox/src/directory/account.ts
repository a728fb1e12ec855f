import type { AppState } from '../app-state/app-state.ts';
import type { Connection } from '../connections/connection.ts';
import type { Manner } from '../contacts/manner.ts';
import type { Mailbox } from '../delivery/mailbox.ts';
import type { Handset } from '../handsets/handset.ts';
import type { Profile } from '../people/profile.ts';
import type { PreKey, SignedPreKey } from '../signal/bundle.ts';

/** A device that was linked to an account: a real client, on the other end of a connection. */
export type LinkedDevice = {
  account: Account;
  /** 1 and up; 0 is the handset. It is the index of its keys too, since neither is given twice. */
  id: number;
  /** The key its connections prove to own. */
  noiseKey: Buffer;
  identity: Buffer;
  registrationId: number;
  signedPreKey: SignedPreKey;
  preKeys: PreKey[];
  /** What handset and device signed for each other when it was linked (ADVSignedDeviceIdentity). */
  deviceIdentity: Buffer;
  /** Whether it has been told the account's history and keys; its first login does that. */
  isBootstrapped: boolean;
  /** The message that ends that, while it is on its way: once the device has it, it has been told everything. */
  lastOfBootstrap: string | null;
  mailbox: Mailbox;
  connection: Connection | null;
};

/** A person on the network: by phone number, and by LID where the number is not to be seen. */
export type Account = {
  /** A phone can link devices; a contact is somebody they write to. */
  kind: 'phone' | 'contact';
  /** Digits alone. */
  phone: string;
  lid: string;
  name: string;
  /** Contacts may have a number without being here. */
  isOnWhatsApp: boolean;
  /** How a contact takes what is written to it. */
  manner: Manner;
  handset: Handset;
  devices: Map<number, LinkedDevice>;
  /** Never given twice, as in life. */
  nextDeviceId: number;
  /** Phones whose devices have asked for the devices of this one: they hear when these change. */
  watchers: Set<string>;
  appState: AppState;
  /** What it shows of itself, and to whom. */
  profile: Profile;
};
