/** Everything that can go wrong on purpose. */
export const actions = [
  'ack-lost',
  'ack-late',
  'nack',
  'close',
  'refuse-login',
  'refuse-upgrade',
  'black-hole',
  'garbage-frame',
  'no-answer',
  'duplicate',
  'reorder',
  'bad-certificate',
  'app-state-refused',
  'passkey-asked',
  'upload-refused',
  'download-refused',
  'download-cut',
  'slow',
] as const;
export type Action = (typeof actions)[number];

/** A rule: what goes wrong, and when. */
export type Fault = {
  id: string;
  /** Who and what it is about; whatever is left out may be anything. */
  match: { account?: string | undefined; contact?: string | undefined; stanza?: string | undefined };
  action: Action;
  /** How often it still strikes, after which it is gone; left out, it strikes until faults are removed. */
  times?: number | undefined;
  /** How likely it strikes where it could, from 0 to 1. */
  probability?: number | undefined;
  /** Makes what `probability` decides the same in every run. */
  seed?: number | undefined;
  delayMs?: number | undefined;
  code?: number | undefined;
  /** A device is removed (401) without the code being said, as the network does at times. */
  codeless?: boolean | undefined;
  /** How often it has struck. */
  struck: number;
};

/** A moment at which something may go wrong. */
export type Occasion = {
  /** Whose connection it is; where nobody has said so yet, who it may be. */
  account?: string | null | ((phone: string) => boolean);
  /** Whom it is about: the number of a person, or of several. */
  contact?: string | null | readonly string[];
  /** Every name the stanza goes by. */
  stanza?: readonly string[];
  /** Only a rule that names a stanza or a contact is meant: any other has had its turn. */
  isForNamed?: true;
};
