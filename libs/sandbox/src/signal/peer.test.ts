import { ProtocolAddress, SessionBuilder, SessionCipher, type SessionRecord, type SignalStorage } from 'libsignal';
import { expect, it, vi } from 'vitest';
import { createKeyPair, withType } from '../wire/keys.ts';
import { sign } from '../wire/xeddsa.ts';
import type { Bundle } from './bundle.ts';
import { createPeer, type Peer, type Sealed } from './peer.ts';

const here = { lid: '100', device: 0 };
const there = { lid: '200', device: 1 };

/** What clients use, as one end of a conversation. */
const createClient = (): {
  bundle: () => Bundle;
  meet: (bundle: Bundle) => Promise<void>;
  encrypt: (text: string) => Promise<Sealed>;
  decrypt: (sealed: Sealed) => Promise<string>;
} => {
  const [identity, signed, preKey] = [createKeyPair(), createKeyPair(), createKeyPair()];
  const toPair = (pair: typeof identity) => ({ privKey: pair.private, pubKey: withType(pair.public) });
  const sessions = new Map<string, SessionRecord>();
  const storage: SignalStorage = {
    loadSession: async (id) => sessions.get(id),
    storeSession: async (id, session) => void sessions.set(id, session),
    isTrustedIdentity: () => true,
    loadPreKey: async (id) => (Number(id) === 7 ? toPair(preKey) : undefined),
    removePreKey: () => undefined,
    loadSignedPreKey: () => toPair(signed),
    getOurRegistrationId: () => 42,
    getOurIdentity: () => toPair(identity),
  };
  const address = new ProtocolAddress('100', 0);
  return {
    bundle: () => ({
      registrationId: 42,
      identity: identity.public,
      signedPreKey: { id: 1, public: signed.public, signature: sign(identity.private, withType(signed.public)) },
      preKey: { id: 7, public: preKey.public },
    }),
    meet: (bundle) =>
      new SessionBuilder(storage, address).initOutgoing({
        registrationId: bundle.registrationId,
        identityKey: withType(bundle.identity),
        signedPreKey: {
          keyId: bundle.signedPreKey.id,
          publicKey: withType(bundle.signedPreKey.public),
          signature: bundle.signedPreKey.signature,
        },
        preKey: { keyId: bundle.preKey?.id ?? 0, publicKey: withType(bundle.preKey?.public ?? Buffer.alloc(32)) },
      }),
    encrypt: async (text) => {
      const { type, body } = await new SessionCipher(storage, address).encrypt(Buffer.from(text));
      return { type: type === 3 ? 'pkmsg' : 'msg', ciphertext: Buffer.from(body, 'binary') };
    },
    decrypt: async ({ type, ciphertext }) => {
      const cipher = new SessionCipher(storage, address);
      const opened =
        type === 'pkmsg'
          ? await cipher.decryptPreKeyWhisperMessage(ciphertext)
          : await cipher.decryptWhisperMessage(ciphertext);
      return opened.toString();
    },
  };
};

const write = (peer: Peer, text: string): Sealed => peer.encrypt(there, Buffer.from(text));
const read = (peer: Peer, sealed: Sealed): string => peer.decrypt(there, sealed).toString();
/** Two of ours that have spoken both ways. */
const acquainted = (): { ada: Peer; bob: Peer } => {
  const [ada, bob] = [createPeer(), createPeer()];
  ada.startSession(there, bob.bundle());
  bob.decrypt(here, write(ada, 'Hello'));
  read(ada, bob.encrypt(here, Buffer.from('Hello')));
  return { ada, bob };
};

/** What each of the two reads when they take turns. */
const takeTurns = async (peer: Peer, client: ReturnType<typeof createClient>): Promise<string[]> => {
  const texts: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const text of ['one', 'two']) texts.push(await client.decrypt(write(peer, text)));
    for (const text of ['three', 'four']) texts.push(read(peer, await client.encrypt(text)));
  }
  return texts;
};
const turns = ['one', 'two', 'three', 'four', 'one', 'two', 'three', 'four', 'one', 'two', 'three', 'four'];

it('understands what clients use, where they begin', async () => {
  const [peer, client] = [createPeer(), createClient()];
  await client.meet(peer.bundle());
  expect(read(peer, await client.encrypt('First'))).toBe('First');
  expect(await takeTurns(peer, client)).toEqual(turns);
});

it('is understood by what clients use, where it begins', async () => {
  const [peer, client] = [createPeer(), createClient()];
  peer.startSession(there, client.bundle());
  expect(await client.decrypt(write(peer, 'First'))).toBe('First');
  expect(await takeTurns(peer, client)).toEqual(turns);
});

it('opens messages in any order, across a turn of the ratchet', async () => {
  const [peer, client] = [createPeer(), createClient()];
  await client.meet(peer.bundle());
  const first = await client.encrypt('1');
  const second = await client.encrypt('2');
  const third = await client.encrypt('3');
  expect(read(peer, third)).toBe('3');
  await client.decrypt(write(peer, 'turn'));
  const fourth = await client.encrypt('4');
  const fifth = await client.encrypt('5');
  for (const [sealed, text] of [
    [fifth, '5'],
    [second, '2'],
    [first, '1'],
    [fourth, '4'],
  ] as const)
    expect(read(peer, sealed)).toBe(text);
});

it('opens a message once', () => {
  const { ada, bob } = acquainted();
  const sealed = write(ada, 'Once');
  expect(bob.decrypt(here, sealed).toString()).toBe('Once');
  expect(() => bob.decrypt(here, sealed)).toThrow('used already');
});

it('uses a one-time key once', () => {
  const bob = createPeer();
  const bundle = bob.bundle();
  const [ada, eve] = [createPeer(), createPeer()];
  ada.startSession(there, bundle);
  eve.startSession(there, bundle);
  bob.decrypt(here, write(ada, 'Mine'));
  expect(() => bob.decrypt({ lid: '300', device: 0 }, write(eve, 'Mine too'))).toThrow('key that is gone');
  expect(bob.state.preKeys.size).toBe(0);
});

it('does without a one-time key where there is none', () => {
  const [ada, bob] = [createPeer(), createPeer()];
  ada.startSession(there, { ...bob.bundle(), preKey: null });
  expect(bob.decrypt(here, write(ada, 'Hello')).toString()).toBe('Hello');
});

it('begins nothing with keys that somebody else has put there', () => {
  const [ada, bob] = [createPeer(), createPeer()];
  const bundle = bob.bundle();
  const signedPreKey = { ...bundle.signedPreKey, public: createKeyPair().public };
  expect(() => ada.startSession(there, { ...bundle, signedPreKey })).toThrow('not signed');
});

it('is not put out by a message that was tampered with', () => {
  const { ada, bob } = acquainted();
  const sealed = write(ada, 'Whole');
  const broken = Buffer.from(sealed.ciphertext);
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
  expect(() => bob.decrypt(here, { type: 'msg', ciphertext: broken })).toThrow();
  expect(() => bob.decrypt(here, { type: 'msg', ciphertext: Buffer.from('nonsense') })).toThrow();
  expect(bob.decrypt(here, sealed).toString()).toBe('Whole');
});

it('says nothing on the console, whatever happens to it', () => {
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const spies = methods.map((method) => vi.spyOn(console, method));
  const written = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  const { ada, bob } = acquainted();
  for (let begun = 0; begun < 50; begun += 1) {
    ada.startSession(there, bob.bundle());
    bob.decrypt(here, write(ada, 'A new conversation'));
  }
  expect(() => bob.decrypt({ lid: '300', device: 0 }, write(ada, 'For another'))).toThrow();
  read(ada, bob.encrypt(here, Buffer.from('Back')));
  bob.forget(here);
  expect(() => bob.decrypt(here, write(ada, 'Forgotten'))).toThrow('no session');
  for (const spy of [...spies, ...written]) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
