import { randomBytes } from 'node:crypto';
import type { Connection } from '../connections/connection.ts';
import type { SignedPreKey } from '../signal/bundle.ts';

/** A client that waits to be linked: its keys, the refs that its QR codes may carry, and the code it shows where it has
 * asked for one. */
export type Linking = {
  connection: Connection;
  refs: Ref[];
  code: CodeOffer | null;
  noiseKey: Buffer;
  identity: Buffer;
  registrationId: number;
  signedPreKey: SignedPreKey;
  /** Aborted once the client has gone away. */
  gone: AbortSignal;
};

/** What one QR code is known by, and how long a phone takes it, in the network's milliseconds. */
export type Ref = { text: string; until: number };

/** What a client said when it asked to be linked by a code; the code itself it told nobody but its reader. */
export type CodeOffer = {
  /** Digits of the phone that has to enter it. */
  phone: string;
  ref: string;
  /** The client's key for this once, under the code: salt, IV, ciphertext. */
  wrappedKey: Buffer;
  /** When it was asked for, and how long it can be entered, in the network's milliseconds. */
  at: number;
  until: number;
  /** Takes the client's answer to a code that a phone is entering; null while none is. */
  finish: ((bundle: Buffer) => boolean) | null;
};

export type Linkings = {
  add: (linking: Linking) => void;
  findByRef: (ref: string) => { linking: Linking; ref: Ref } | undefined;
  /** The client that was the last to ask for a code of this phone. */
  findByPhone: (phone: string) => { linking: Linking; code: CodeOffer } | undefined;
  /** A phone is about to link this client; nobody else finds it from then on. Answers whether it still waited. */
  claim: (linking: Linking, phone: string) => boolean;
  /** How many clients this phone is about to link. */
  countClaimed: (phone: string) => number;
  remove: (linking: Linking) => void;
};

/** How long a code can be entered. */
export const codeLifeMs = 180_000;

/** How many QR codes a client may show, one after the other. */
const refCount = 6;
const firstRefMs = 60_000;
const nextRefMs = 20_000;

/** The refs of a client that begins to show them now. */
export const newRefs = (now: number): Ref[] =>
  Array.from({ length: refCount }, (_, index) => ({
    text: newRef(),
    until: now + firstRefMs + index * nextRefMs,
  }));

export const newRef = (): string => `2@${randomBytes(48).toString('base64url')}`;

export const createLinkings = (): Linkings => {
  const all = new Set<Linking>();
  const byRef = new Map<string, { linking: Linking; ref: Ref }>();
  const claims = new Map<Linking, string>();

  const hide = (linking: Linking): void => {
    all.delete(linking);
    for (const { text } of linking.refs) byRef.delete(text);
  };

  return {
    add: (linking) => {
      all.add(linking);
      for (const ref of linking.refs) byRef.set(ref.text, { linking, ref });
    },
    findByRef: (ref) => byRef.get(ref),
    findByPhone: (phone) =>
      [...all]
        .flatMap((linking) => (linking.code?.phone === phone ? [{ linking, code: linking.code }] : []))
        .reduce<{ linking: Linking; code: CodeOffer } | undefined>(
          (latest, one) => (latest === undefined || one.code.at >= latest.code.at ? one : latest),
          undefined,
        ),
    claim: (linking, phone) => {
      if (!all.has(linking)) return false;
      hide(linking);
      claims.set(linking, phone);
      return true;
    },
    countClaimed: (phone) => [...claims.values()].filter((claimant) => claimant === phone).length,
    remove: (linking) => {
      hide(linking);
      claims.delete(linking);
    },
  };
};
