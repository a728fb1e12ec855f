import type { DeviceCondition } from '@parley/contract';

/** The live link of one device to WhatsApp. It reports, it does not throw: trouble arrives as an event. */
export type Session = {
  /** Connects with the credentials in the vault, or begins linking where there are none. What comes of it arrives as
   * events; a session that is open already stays as it is. */
  open: (linking?: Linking) => void;
  /** Hangs up, and resolves once nothing more will be written to the vault. The device stays linked. */
  close: () => Promise<void>;
  /** Takes the device off its phone's list as far as that can be said still, then hangs up and clears the vault. True
   * where the phone was told. */
  unlink: () => Promise<boolean>;
  /** Resolves with what is known of the message once the server has acked it, refused it, or not answered in time. */
  send: (outgoing: Outgoing) => Promise<SendOutcome>;
  /** Shows somebody that a text is being written to them, or no longer; WhatsApp ends it by itself after a while. The
   * device is not shown as online for it. It never throws, and does nothing while there is no connection; of a number
   * that was never written to, it first asks for the address. */
  compose: (to: Recipient, state: Composing) => Promise<void>;
  /** Whether a number (digits) is on WhatsApp; null where nobody says so in time. Other sends do not wait for it. */
  checkNumber: (phone: string) => Promise<CheckedNumber | null>;
  /** Asks again for what the account's devices agree on, over the open connection. True where all of it went well; false
   * where it did not in time, or there is no connection. */
  resync: () => Promise<boolean>;
  health: () => SessionHealth;
  /** From now on this hears of every stanza; null: nobody does. */
  logRaw: (hear: HearRaw | null) => void;
};

export type Composing = 'composing' | 'paused';

export type CheckedNumber = { onWhatsApp: boolean; lid: string | null };

/** How a device without credentials is to be linked: by QR, or by a code that is entered on the phone with this number
 * (digits). */
export type Linking = { by: 'qr' } | { by: 'code'; phone: string };

export type SessionEvent =
  /** Something to show to whoever links the device; the next one replaces it. */
  | { kind: 'link'; link: { by: 'qr'; text: string } | { by: 'code'; code: string }; expiresAt: Date }
  /** The device belongs to this number now. */
  | { kind: 'linked'; phone: string; lid: string | null; name: string | null }
  /** How the device is from now on; `next` says what helps where the session has ended. */
  | { kind: 'condition'; condition: DeviceCondition; next: NextStep; until: Date | null }
  /** The server's word about a message, also when it comes too late for `send`; a code where it refused. */
  | { kind: 'ack'; id: string; refusedWith: number | null }
  | { kind: 'receipt'; id: string; status: 'delivered' | 'read' | 'played' }
  /** A message between this number and somebody else. It is told again, by whatever session the device has next, until
   * `keptAs` is taken away from the vault: in the transaction that records it. */
  | { kind: 'message'; message: IncomingMessage; keptAs: KeptAs }
  /** Something does not go as it should, though the connection lives. What the account's devices agree on (chats that
   * are archived, names of contacts) was refused, could not be read, or waits for a key. Told once until it is over. */
  | { kind: 'trouble'; what: 'app_state' }
  /** All of it went well when it was asked for again (`resync`), or the device was linked anew. */
  | { kind: 'untroubled'; what: 'app_state' };

export type IncomingMessage = {
  /** Fixed by whoever wrote it. */
  id: string;
  /** The other of the two: the number (digits), the LID, or both. */
  chat: { phone: string | null; lid: string | null };
  /** `own_phone`: our own number wrote it, on the phone itself or another linked device. */
  by: 'contact' | 'own_phone';
  /** When WhatsApp took it. */
  at: Date;
  /** Whether it waited for the device to be back. */
  isOffline: boolean;
  /** What the contact calls itself. */
  name: string | null;
  /** `other`: something that is no text. */
  content: { kind: 'text'; text: string } | { kind: 'other' };
};

/** Where a message is kept until it is recorded. */
export type KeptAs = { kind: string; id: string };

/** What is to be done after a session has ended: nothing, since it lives; open it again without delay, or later with
 * back-off; look first whether we still hold the lease; begin anew with fresh credentials; wait for a person. */
export type NextStep =
  | 'none'
  | 'open_now'
  | 'open_later'
  | 'check_lease_then_open'
  | 'fresh_credentials'
  | 'wait_for_person';

/** What can be said of a session at once, without asking anybody. */
export type SessionHealth = {
  /** Whether it can be written to. */
  isOpen: boolean;
  /** Since when it is open, without a break. */
  openSince: Date | null;
  /** When anything was last heard from the server that could be read. */
  lastHeardAt: Date | null;
  /** When the phone itself last gave a sign: it wrote, read, got one of our messages, or shared keys or history with
   * us. Not a phone that only lies there: WhatsApp tells nobody of it. Null since the session was made. */
  phoneSeenAt: Date | null;
  /** How many questions wait for the server, or were given up since it last answered one. */
  unanswered: number;
};

/** Told of stanzas that passed, without anything in them that says who, what or with which key. It must not throw. */
export type HearRaw = (entry: RawEntry) => void;

export type RawEntry = { at: Date; direction: 'in' | 'out'; tag: string; shape: RawShape };

/** What is left of a stanza: words of the protocol, and sizes. */
export type RawShape = {
  tag: string;
  /** Each attribute by name; its value where it is a word of the protocol, null where it is not. */
  attributes: Readonly<Record<string, string | null>>;
  /** How much it holds in all. */
  bytes: number;
  /** The first of those inside it. */
  children: readonly RawShape[];
};

/** The id is fixed by whoever accepted the message, and is sent again unchanged when it is tried again. */
export type Outgoing = { id: string; to: Recipient; content: { kind: 'text'; text: string } };

/** A number in digits, or the id of a group as WhatsApp writes it. */
export type Recipient = { phone: string } | { group: string };

/** `certain: false`: WhatsApp may or may not have it. Only an ack, a receipt or a person can tell. */
export type SendOutcome =
  | { acked: true }
  | { acked: false; certain: true; refusedWith: number | null; why: SendTrouble }
  | { acked: false; certain: false; why: SendTrouble };

export type SendTrouble =
  | 'not_connected'
  | 'not_on_whatsapp'
  | 'recipient_unreachable'
  | 'refused'
  | 'no_ack'
  | 'connection_lost'
  | 'not_recorded';
