import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { introduction } from './frames.ts';
import { agree, createKeyPair, type KeyPair } from './keys.ts';

// The answering side of Noise_XX_25519_AESGCM_SHA256, as WhatsApp speaks it: hello, hello, finish, then two keys that
// each count from zero.

const name = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0');
const nothing = Buffer.alloc(0);
const tagBytes = 16;

/** The key is an object of Node's: made once, since taking bytes for a key costs Node more than the cipher itself. */
type Key = { key: KeyObject; counter: number };

const toKey = (bytes: Buffer): Key => ({ key: createSecretKey(bytes), counter: 0 });

const ivOf = (counter: number): Buffer => {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
};

const seal = (using: Key, plaintext: Buffer, authenticated: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', using.key, ivOf(using.counter++));
  cipher.setAAD(authenticated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

const open = (using: Key, sealed: Buffer, authenticated: Buffer): Buffer => {
  if (sealed.length < tagBytes) throw new Error('a sealed frame is shorter than its seal');
  const decipher = createDecipheriv('aes-256-gcm', using.key, ivOf(using.counter++));
  decipher.setAAD(authenticated);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
};

/** What both sides have seen so far, and the key that follows from it. */
const createTranscript = () => {
  let hash: Buffer = name;
  let chain: Buffer = name;
  let current = toKey(name);

  const mixHash = (data: Uint8Array): void => {
    hash = createHash('sha256').update(hash).update(data).digest();
  };
  const derive = (material: Buffer): [Buffer, Buffer] => {
    const both = Buffer.from(hkdfSync('sha256', material, chain, nothing, 64));
    return [both.subarray(0, 32), both.subarray(32)];
  };

  return {
    mixHash,
    mixKey: (secret: Buffer): void => {
      const [next, key] = derive(secret);
      chain = next;
      current = toKey(key);
    },
    seal: (plaintext: Buffer): Buffer => {
      const sealed = seal(current, plaintext, hash);
      mixHash(sealed);
      return sealed;
    },
    open: (sealed: Buffer): Buffer => {
      const plaintext = open(current, sealed, hash);
      mixHash(sealed);
      return plaintext;
    },
    split: (): [Key, Key] => {
      const [first, second] = derive(nothing);
      return [toKey(first), toKey(second)];
    },
  };
};

const need = (part: Uint8Array | null | undefined, what: string): Buffer => {
  if (part === null || part === undefined) throw new Error(`a handshake without ${what}`);
  return Buffer.from(part);
};

export type NoiseResponder = {
  /** The client's first frame; answers ours. */
  hello: (frame: Buffer) => Buffer;
  /** The client's second frame; answers who it is, by its Noise key, and what it wants. */
  finish: (frame: Buffer) => { clientKey: Buffer; payload: Buffer };
  seal: (plaintext: Buffer) => Buffer;
  open: (sealed: Buffer) => Buffer;
};

/** One connection's handshake and what is said after it. Every step throws for bytes that do not belong there; the
 * connection is over then. `ephemeral` is given by tests with golden bytes alone. */
export const createNoiseResponder = (own: {
  noiseKey: KeyPair;
  certificates: Buffer;
  ephemeral?: KeyPair;
}): NoiseResponder => {
  const transcript = createTranscript();
  const ephemeral = own.ephemeral ?? createKeyPair();
  let incoming: Key | null = null;
  let outgoing: Key | null = null;
  let due: 'hello' | 'finish' | 'nothing' = 'hello';
  /** Each step is taken once, and in order. One that fails cannot be tried again either. */
  const step = (wanted: typeof due, next: typeof due): void => {
    if (due !== wanted) throw new Error('a handshake out of order');
    due = next;
  };
  transcript.mixHash(introduction);

  return {
    hello: (frame) => {
      step('hello', 'finish');
      const { clientHello } = proto.HandshakeMessage.decode(frame);
      const theirs = need(clientHello?.ephemeral, 'an ephemeral key');
      transcript.mixHash(theirs);
      transcript.mixHash(ephemeral.public);
      transcript.mixKey(agree(ephemeral.private, theirs));
      const sealedStatic = transcript.seal(own.noiseKey.public);
      transcript.mixKey(agree(own.noiseKey.private, theirs));
      const payload = transcript.seal(own.certificates);
      const serverHello = { ephemeral: ephemeral.public, static: sealedStatic, payload };
      return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish());
    },
    finish: (frame) => {
      step('finish', 'nothing');
      const { clientFinish } = proto.HandshakeMessage.decode(frame);
      const clientKey = transcript.open(need(clientFinish?.static, 'a static key'));
      transcript.mixKey(agree(ephemeral.private, clientKey));
      const payload = transcript.open(need(clientFinish?.payload, 'a payload'));
      [incoming, outgoing] = transcript.split();
      return { clientKey, payload };
    },
    seal: (plaintext) => {
      if (outgoing === null) throw new Error('nothing is said before the handshake has ended');
      return seal(outgoing, plaintext, nothing);
    },
    open: (sealed) => {
      if (incoming === null) throw new Error('nothing is heard before the handshake has ended');
      return open(incoming, sealed, nothing);
    },
  };
};
