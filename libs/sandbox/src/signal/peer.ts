import { randomInt } from 'node:crypto';
import { createKeyPair, type KeyPair, withoutType, withType } from '../wire/keys.ts';
import { sign } from '../wire/xeddsa.ts';
import { type Address, toName } from './address.ts';
import type { Bundle } from './bundle.ts';
import { begin, join } from './handshake.ts';
import { open, seal, type Session, Undecipherable } from './ratchet.ts';
import { decodePreKey, encodePreKey } from './whisper.ts';

export type Sealed = { type: 'pkmsg' | 'msg'; ciphertext: Buffer };

/** One end of Signal's conversations: a device of ours that really encrypts and decrypts. The protocol
 * is written here once more rather than taken from the library that clients use, so that an error of theirs is not
 * answered by the same error of ours; and because that library prints private keys. */
export type Peer = {
  identity: KeyPair;
  registrationId: number;
  /** What others need to write to it; each time with a one-time key that is not given again. */
  bundle: () => Bundle;
  hasSessionWith: (address: Address) => boolean;
  startSession: (address: Address, bundle: Bundle) => void;
  /** As if they had never spoken: the next message needs a bundle. */
  forget: (address: Address) => void;
  encrypt: (address: Address, plaintext: Buffer) => Sealed;
  /** Throws where it cannot, and has changed nothing then. */
  decrypt: (address: Address, sealed: Sealed) => Buffer;
  /** All of it, for a snapshot. */
  state: PeerState;
};

export type PeerState = {
  identity: KeyPair;
  registrationId: number;
  signedPreKey: KeyPair;
  /** Signing costs more than everything else here, and most peers are never written to. */
  signature: Buffer | null;
  preKeys: Map<number, KeyPair>;
  nextPreKeyId: number;
  /** By address; the one in use first. Older ones still open what was on its way. */
  sessions: Map<string, Session[]>;
};

const keptSessions = 10;
/** One-time keys that were given away and not used; the oldest go when there are more. */
const mostPreKeys = 10_000;
const signedPreKeyId = 1;

const newState = (): PeerState => ({
  identity: createKeyPair(),
  registrationId: randomInt(1, 16_380),
  signedPreKey: createKeyPair(),
  signature: null,
  preKeys: new Map(),
  nextPreKeyId: 1,
  sessions: new Map(),
});

export const createPeer = (state: PeerState = newState()): Peer => {
  const { identity, registrationId, signedPreKey, preKeys, sessions } = state;
  const sessionsWith = (address: Address): Session[] => sessions.get(toName(address)) ?? [];
  /** What an address last spoke in is what we write in. */
  const prefer = (address: Address, session: Session): void => {
    const others = sessionsWith(address).filter((other) => other !== session);
    sessions.set(toName(address), [session, ...others].slice(0, keptSessions));
  };

  const openFirst = (address: Address, ciphertext: Buffer): Buffer => {
    const opening = decodePreKey(ciphertext);
    const baseKey = withoutType(opening.baseKey);
    const known = sessionsWith(address).find((session) => session.baseKey.equals(baseKey));
    if (known !== undefined) return open(known, opening.message);
    const preKey = opening.preKeyId === null ? null : preKeys.get(opening.preKeyId);
    if (preKey === undefined || opening.signedPreKeyId !== signedPreKeyId)
      throw new Undecipherable('this message needs a key that is gone');
    const session = join(identity, { signedPreKey, preKey }, opening);
    const plaintext = open(session, opening.message);
    prefer(address, session);
    if (opening.preKeyId !== null) preKeys.delete(opening.preKeyId);
    return plaintext;
  };

  const openNext = (address: Address, ciphertext: Buffer): Buffer => {
    let trouble: unknown = new Undecipherable('there is no session with this device');
    for (const session of sessionsWith(address))
      try {
        const plaintext = open(session, ciphertext);
        prefer(address, session);
        return plaintext;
      } catch (error) {
        if (!(error instanceof Undecipherable)) throw error;
        trouble = error;
      }
    throw trouble;
  };

  return {
    identity,
    registrationId,
    state,
    bundle: () => {
      state.signature ??= sign(identity.private, withType(signedPreKey.public));
      const preKey = createKeyPair();
      const id = state.nextPreKeyId++;
      preKeys.set(id, preKey);
      preKeys.delete(id - mostPreKeys);
      return {
        registrationId,
        identity: identity.public,
        signedPreKey: { id: signedPreKeyId, public: signedPreKey.public, signature: state.signature },
        preKey: { id, public: preKey.public },
      };
    },
    hasSessionWith: (address) => sessionsWith(address).length > 0,
    startSession: (address, bundle) => prefer(address, begin(identity, bundle)),
    forget: (address) => void sessions.delete(toName(address)),
    encrypt: (address, plaintext) => {
      const [session] = sessionsWith(address);
      if (session === undefined) throw new Error('there is no session with this device yet');
      const { opening, baseKey } = session;
      const message = seal(session, plaintext);
      if (opening === null) return { type: 'msg', ciphertext: message };
      const first = { ...opening, registrationId, baseKey: withType(baseKey), identity: withType(identity.public) };
      return { type: 'pkmsg', ciphertext: encodePreKey({ ...first, message }) };
    },
    decrypt: (address, { type, ciphertext }) =>
      type === 'pkmsg' ? openFirst(address, ciphertext) : openNext(address, ciphertext),
  };
};
