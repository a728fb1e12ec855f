import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { agree, createKeyPair, type KeyPair, withoutType, withType } from '../wire/keys.ts';
import { decodeWhisper, encodeWhisper } from './whisper.ts';

/** The double ratchet: a conversation of two devices in which every message has a key of its own. Plain data, so that a
 * snapshot can keep it; public keys are 32 bytes, without their type. */
export type Session = {
  /** Tells the conversations of two devices apart: the key with which whoever began it began it. */
  baseKey: Buffer;
  ownIdentity: Buffer;
  theirIdentity: Buffer;
  rootKey: Buffer;
  ownRatchet: KeyPair;
  theirRatchet: Buffer;
  /** Null after they have turned the ratchet: the next message we write turns it too. */
  sending: Chain | null;
  /** Index of the last message in the sending chain before this one. */
  previousCounter: number;
  /** Newest first. */
  receiving: ReceivingChain[];
  /** How it began, which we repeat until they have answered. */
  opening: { preKeyId: number | null; signedPreKeyId: number } | null;
};

export type Chain = { key: Buffer; next: number };
/** One that keeps what it has passed over. */
export type SkippingChain = Chain & { skipped: Map<number, Buffer> };
type ReceivingChain = SkippingChain & { ratchetKey: Buffer };

/** A message that this conversation cannot open. */
export class Undecipherable extends Error {}

/** Messages that may be missing in between, and chains of theirs that we still listen on. */
const mostSkipped = 2000;
const keptChains = 5;

const hashBlock = 64;

/** HMAC-SHA256 of a key no longer than a block, in two hashes at once: Node's own takes four times as long to set up,
 * which is most of what a message costs. */
export const hmac = (key: Buffer, ...parts: Buffer[]): Buffer => {
  const inner = Buffer.alloc(hashBlock, 0x36);
  const outer = Buffer.alloc(hashBlock, 0x5c);
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte;
    outer[at] = 0x5c ^ byte;
  }
  return sha256(outer, sha256(inner, ...parts));
};
const sha256 = (...parts: Buffer[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');

// Node is given keys as objects of its own: to find out what bytes are costs it more than to use them.

/** Three keys' worth, of which every use here takes the first ones. */
export const derive = (secret: Buffer, salt: Buffer, info: string): Buffer =>
  Buffer.from(hkdfSync('sha256', createSecretKey(secret), salt, info, 96));

const one = Buffer.from([1]);
const two = Buffer.from([2]);
export const noSalt = Buffer.alloc(32);

/** One turn of the ratchet: the next root key, and the chain that begins there. */
export const turn = (rootKey: Buffer, shared: Buffer): { rootKey: Buffer; chainKey: Buffer } => {
  const made = derive(shared, rootKey, 'WhisperRatchet');
  return { rootKey: made.subarray(0, 32), chainKey: made.subarray(32, 64) };
};

const messageKeys = (chainKey: Buffer): { cipher: Buffer; mac: Buffer; iv: Buffer } => {
  const made = derive(hmac(chainKey, one), noSalt, 'WhisperMessageKeys');
  return { cipher: made.subarray(0, 32), mac: made.subarray(32, 64), iv: made.subarray(64, 80) };
};

const toMac = (key: Buffer, writer: Buffer, { reader, covered }: { reader: Buffer; covered: Buffer }): Buffer =>
  hmac(key, withType(writer), withType(reader), covered).subarray(0, 8);

/** Encrypts the next message of a conversation. */
export const seal = (session: Session, plaintext: Buffer): Buffer => {
  const sending = (session.sending ??= turnSending(session));
  const keys = messageKeys(sending.key);
  const cipher = createCipheriv('aes-256-cbc', createSecretKey(keys.cipher), keys.iv);
  const covered = encodeWhisper({
    ratchetKey: withType(session.ownRatchet.public),
    counter: sending.next,
    previousCounter: session.previousCounter,
    ciphertext: Buffer.concat([cipher.update(plaintext), cipher.final()]),
  });
  sending.key = hmac(sending.key, two);
  sending.next += 1;
  return Buffer.concat([covered, toMac(keys.mac, session.ownIdentity, { reader: session.theirIdentity, covered })]);
};

const turnSending = (session: Session): Chain => {
  session.ownRatchet = createKeyPair();
  const turned = turn(session.rootKey, agree(session.ownRatchet.private, session.theirRatchet));
  session.rootKey = turned.rootKey;
  return { key: turned.chainKey, next: 0 };
};

/** Decrypts a message of a conversation. Changes nothing where it cannot. */
export const open = (session: Session, sealed: Buffer): Buffer => {
  const { message, covered, mac } = decodeWhisper(sealed);
  const ratchetKey = withoutType(message.ratchetKey);
  const known = session.receiving.find((chain) => chain.ratchetKey.equals(ratchetKey));
  const { chain, rootKey } = known === undefined ? beginChain(session, ratchetKey) : { chain: known, rootKey: null };
  const walked = walk(chain, message.counter);
  const chainKey = walked?.key ?? chain.skipped.get(message.counter);
  if (chainKey === undefined) throw new Undecipherable('the key of this message was used already');
  const keys = messageKeys(chainKey);
  const expected = toMac(keys.mac, session.theirIdentity, { reader: session.ownIdentity, covered });
  if (!timingSafeEqual(expected, mac)) throw new Undecipherable('this message is not of this conversation');
  const decipher = createDecipheriv('aes-256-cbc', createSecretKey(keys.cipher), keys.iv);
  const plaintext = Buffer.concat([decipher.update(message.ciphertext), decipher.final()]);
  if (rootKey !== null) turnReceiving(session, { chain, rootKey, previousCounter: message.previousCounter });
  advance(chain, { walked, counter: message.counter });
  session.opening = null;
  return plaintext;
};

const beginChain = (session: Session, ratchetKey: Buffer): { chain: ReceivingChain; rootKey: Buffer } => {
  const { rootKey, chainKey } = turn(session.rootKey, agree(session.ownRatchet.private, ratchetKey));
  return { chain: { ratchetKey, key: chainKey, next: 0, skipped: new Map() }, rootKey };
};

type Walked = { key: Buffer; next: Chain; skipped: Map<number, Buffer> };

/** From where a chain stands to a message; null where that lies behind. */
export const walk = (chain: Chain, counter: number): Walked | null => {
  if (counter < chain.next) return null;
  if (counter - chain.next > mostSkipped)
    throw new Undecipherable(`this message lies too far ahead: ${counter}, and ${chain.next} is next`);
  const skipped = new Map<number, Buffer>();
  let { key } = chain;
  for (let index = chain.next; index < counter; index += 1) {
    skipped.set(index, key);
    key = hmac(key, two);
  }
  return { key, next: { key: hmac(key, two), next: counter + 1 }, skipped };
};

export const advance = (
  chain: SkippingChain,
  { walked, counter }: { walked: Walked | null; counter: number },
): void => {
  if (walked === null) {
    chain.skipped.delete(counter);
    return;
  }
  Object.assign(chain, walked.next);
  for (const [index, key] of walked.skipped) chain.skipped.set(index, key);
  for (const index of chain.skipped.keys()) {
    if (chain.skipped.size <= mostSkipped) return;
    chain.skipped.delete(index);
  }
};

/** They have turned the ratchet: what is missing of their last chain may still come, and we turn it when we write. */
const turnReceiving = (
  session: Session,
  turned: { chain: ReceivingChain; rootKey: Buffer; previousCounter: number },
): void => {
  const last = session.receiving.find((chain) => chain.ratchetKey.equals(session.theirRatchet));
  const end = turned.previousCounter + 1;
  if (last !== undefined && end > last.next) advance(last, { walked: walk(last, end), counter: end });
  session.receiving = [turned.chain, ...session.receiving].slice(0, keptChains);
  session.rootKey = turned.rootKey;
  session.theirRatchet = turned.chain.ratchetKey;
  session.previousCounter = Math.max((session.sending?.next ?? 0) - 1, 0);
  session.sending = null;
};
