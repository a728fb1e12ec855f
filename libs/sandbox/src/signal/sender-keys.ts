import { createCipheriv, createDecipheriv, randomBytes, randomInt } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { createKeyPair, type KeyPair, withoutType, withType } from '../wire/keys.ts';
import { isSignedBy, sign } from '../wire/xeddsa.ts';
import { type Address, toName } from './address.ts';
import { advance, type Chain, derive, hmac, noSalt, type SkippingChain, Undecipherable, walk } from './ratchet.ts';

/** How one device takes part in groups: it encrypts once for everybody with a key of its own, which it has given to
 * each device, and decrypts with the keys that others gave to it. Written here once more, as the rest of Signal is. */
export type SenderKeys = {
  /** What a device needs to decrypt what this one writes to a group from now on. */
  distribution: (group: string) => Buffer;
  encrypt: (group: string, plaintext: Buffer) => Buffer;
  /** Somebody has given its key. */
  learn: (group: string, author: Address, distribution: Uint8Array) => void;
  /** Throws where the author's key was never given, or the message was opened before; it has changed nothing then. */
  decrypt: (group: string, author: Address, sealed: Buffer) => Buffer;
  /** Settles who is to read on. Whoever is not among them any more must not be able to: where one of them holds the
   * key there will be a new one. Answers those who have yet to be given it. */
  share: (group: string, readers: readonly Address[]) => Address[];
  /** All of it, for a snapshot. */
  state: SenderKeysState;
};

export type SenderKeysState = {
  /** By group: the key of this device. */
  own: Map<string, OwnKey>;
  /** By group and author: the keys it was given, newest first. */
  given: Map<string, GivenKey[]>;
  /** By group: the devices that hold the key of this one. */
  holders: Map<string, Set<string>>;
};

type OwnKey = { id: number; signing: KeyPair; chain: Chain };
type GivenKey = { id: number; signing: Buffer; chain: SkippingChain };

const version = Buffer.from([0x33]);
const signatureBytes = 64;
/** Older keys still open what was on its way. */
const keptKeys = 5;
const one = Buffer.from([1]);
const two = Buffer.from([2]);

export const createSenderKeys = (
  state: SenderKeysState = { own: new Map(), given: new Map(), holders: new Map() },
): SenderKeys => {
  const { own, given, holders } = state;
  const ownKey = (group: string): OwnKey => {
    const key = own.get(group) ?? newKey();
    own.set(group, key);
    return key;
  };
  return {
    distribution: (group) => {
      const { id, signing, chain } = ownKey(group);
      const told = { id, iteration: chain.next, chainKey: chain.key, signingKey: withType(signing.public) };
      return Buffer.concat([version, proto.SenderKeyDistributionMessage.encode(told).finish()]);
    },
    encrypt: (group, plaintext) => seal(ownKey(group), plaintext),
    learn: (group, author, distribution) => {
      const keys = given.get(nameOf(group, author)) ?? [];
      const key = readDistribution(distribution);
      // One that is given again is known already, and further on than what it was given with.
      if (keys.some(({ id, signing }) => id === key.id && signing.equals(key.signing))) return;
      given.set(nameOf(group, author), [key, ...keys].slice(0, keptKeys));
    },
    decrypt: (group, author, sealed) => open(given.get(nameOf(group, author)) ?? [], sealed),
    share: (group, readers) => {
      const names = new Set(readers.map(toName));
      let held = holders.get(group) ?? new Set<string>();
      if ([...held].some((name) => !names.has(name))) {
        own.delete(group);
        held = new Set();
      }
      holders.set(group, names);
      return readers.filter((reader) => !held.has(toName(reader)));
    },
    state,
  };
};

const newKey = (): OwnKey => ({
  id: randomInt(2 ** 31 - 1),
  signing: createKeyPair(),
  chain: { key: randomBytes(32), next: 0 },
});

const readDistribution = (distribution: Uint8Array): GivenKey => {
  const { id, iteration, chainKey, signingKey } = proto.SenderKeyDistributionMessage.decode(distribution.subarray(1));
  return {
    id: id ?? 0,
    signing: withoutType(Buffer.from(signingKey ?? [])),
    chain: { key: Buffer.from(chainKey ?? []), next: iteration ?? 0, skipped: new Map() },
  };
};

const messageKeys = (chainKey: Buffer): { iv: Buffer; cipher: Buffer } => {
  const made = derive(hmac(chainKey, one), noSalt, 'WhisperGroup');
  return { iv: made.subarray(0, 16), cipher: made.subarray(16, 48) };
};

const seal = ({ id, signing, chain }: OwnKey, plaintext: Buffer): Buffer => {
  const keys = messageKeys(chain.key);
  const cipher = createCipheriv('aes-256-cbc', keys.cipher, keys.iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const message = proto.SenderKeyMessage.encode({ id, iteration: chain.next, ciphertext }).finish();
  const signed = Buffer.concat([version, message]);
  chain.key = hmac(chain.key, two);
  chain.next += 1;
  return Buffer.concat([signed, sign(signing.private, signed)]);
};

const open = (keys: readonly GivenKey[], sealed: Buffer): Buffer => {
  const signed = sealed.subarray(0, -signatureBytes);
  const message = proto.SenderKeyMessage.decode(signed.subarray(1));
  const counter = message.iteration ?? 0;
  const key = keys.find(({ id }) => id === (message.id ?? 0));
  if (key === undefined) throw new Undecipherable('the key of this member was not given');
  if (!isSignedBy(key.signing, signed, sealed.subarray(-signatureBytes)))
    throw new Undecipherable('this message is not of this member');
  const walked = walk(key.chain, counter);
  const chainKey = walked?.key ?? key.chain.skipped.get(counter);
  if (chainKey === undefined) throw new Undecipherable('the key of this message was used already');
  const { cipher, iv } = messageKeys(chainKey);
  const decipher = createDecipheriv('aes-256-cbc', cipher, iv);
  const plaintext = Buffer.concat([decipher.update(message.ciphertext ?? new Uint8Array()), decipher.final()]);
  advance(key.chain, { walked, counter });
  return plaintext;
};

const nameOf = (group: string, author: Address): string => `${group} ${toName(author)}`;
