import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Address } from '../signal/address.ts';
import type { Bundle } from '../signal/bundle.ts';
import type { Peer } from '../signal/peer.ts';
import type { SenderKeys } from '../signal/sender-keys.ts';
import type { WireNode } from '../wire/node.ts';
import type { Screen } from './screen.ts';
import type { Shown } from './shown.ts';

/** The telephone in somebody's hand: device 0 of an account. We play it; its Signal identity is real. */
export type Handset = {
  /** Changes when the telephone is set up anew. */
  readonly peer: Peer;
  readonly senderKeys: SenderKeys;
  /** What it shows, oldest first: what came, and what its account wrote. */
  readonly shown: readonly Shown[];
  screen: Screen;
  /** A frame has come for it, from a device of somebody. */
  receive: (sender: Address, stanza: WireNode) => void;
  /** Sends a message to a jid, encrypted for every device there; answers its id. */
  write: (writing: Writing) => Promise<string>;
  /** Tells the author's devices what became of a message it showed. */
  confirm: (shown: Shown, type: ReceiptType) => void;
  /** A device could not decrypt what came from it, and asks for it again. */
  resend: (asked: Retry) => void;
  /** As if it were a new telephone: another identity, and nobody known. What it shows stays. */
  reinstall: () => void;
  /** Waits until everything that has come is shown. */
  settled: () => Promise<void>;
};

export type ReceiptType = 'delivered' | 'read' | 'played';

export type Writing = { to: string; message: proto.IMessage };

/** Which message, for which device, how often it has asked by now, and the keys it wants to be written to with. */
export type Retry = { id: string; by: Address; count: number; bundle: Bundle | null };
