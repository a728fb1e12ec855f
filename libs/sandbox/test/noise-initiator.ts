import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

// The asking side of Noise_XX_25519_AESGCM_SHA256, from Noise's specification and with Node's cryptography alone: it
// shares nothing with the side it tests, so that neither hides the other's faults. WhatsApp differs from the
// specification in one thing: the empty payload of the first message is not mixed in.

const protocol = Buffer.from('4e6f6973655f58585f32353531395f41455347434d5f53484132353600000000', 'hex');
/** The prologue: "WA", 6, 3. */
export const prologue = Buffer.from('57410603', 'hex');

/** A private key from its 32 bytes; Node finds the public half by itself, whatever is said of it. */
export const privateKeyOf = (bytes: Buffer): KeyObject =>
  createPrivateKey({
    key: { kty: 'OKP', crv: 'X25519', d: bytes.toString('base64url'), x: Buffer.alloc(32).toString('base64url') },
    format: 'jwk',
  });

const newPrivateKey = (): KeyObject => generateKeyPairSync('x25519').privateKey;

/** The 32 bytes of the public half. */
export const publicBytesOf = (key: KeyObject): Buffer =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');

const agreeWith = (privateKey: KeyObject, theirs: Uint8Array): Buffer =>
  diffieHellman({
    privateKey,
    publicKey: createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(theirs).toString('base64url') },
      format: 'jwk',
    }),
  });

const hmac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHmac('sha256', key)).digest();

/** Noise's HKDF with two outputs. */
const derive = (chain: Buffer, material: Uint8Array): [Buffer, Buffer] => {
  const temporary = hmac(chain, material);
  const first = hmac(temporary, Buffer.from([1]));
  return [first, hmac(temporary, first, Buffer.from([2]))];
};

const nonce = (count: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(count), 4);
  return bytes;
};

const encrypt = (key: Buffer, count: number, { ad, plaintext }: { ad: Buffer; plaintext: Uint8Array }): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(count)).setAAD(ad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

const decrypt = (key: Buffer, count: number, { ad, ciphertext }: { ad: Buffer; ciphertext: Buffer }): Buffer => {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce(count)).setAAD(ad);
  cipher.setAuthTag(ciphertext.subarray(-16));
  return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
};

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
/** A field of bytes, as protobuf writes it. */
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, ...varint(bytes.length)]), bytes]);

/** The fields of bytes that a protobuf message has, by number. */
export const readFields = (message: Buffer): Map<number, Buffer> => {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const head = readVarint();
    const value = readVarint();
    if ((head & 7) !== 2) continue;
    fields.set(head >> 3, message.subarray(at, at + value));
    at += value;
  }
  return fields;
};

export type NoiseInitiator = {
  hello: () => Buffer;
  /** Takes the server's hello and tells the server who we are and what we want; answers the frame and what was
   * learnt. */
  finish: (serverHello: Buffer, payload: Uint8Array) => { frame: Buffer; serverKey: Buffer; certificates: Buffer };
  seal: (plaintext: Uint8Array) => Buffer;
  open: (ciphertext: Buffer) => Buffer;
  /** What the handshake has led to. */
  keys: () => { outgoing: Buffer; incoming: Buffer; hash: Buffer };
};

/** One client's side of a connection. */
export const createNoiseInitiator = ({
  staticKey,
  ephemeral = newPrivateKey(),
}: {
  staticKey: KeyObject;
  ephemeral?: KeyObject;
}): NoiseInitiator => {
  let hash: Buffer = protocol;
  let chain: Buffer = protocol;
  let key: Buffer = protocol;
  let count = 0;
  let outgoing = { key, count: 0 };
  let incoming = { key, count: 0 };
  const nothing = Buffer.alloc(0);

  const mixHash = (data: Uint8Array): void => {
    hash = createHash('sha256').update(hash).update(data).digest();
  };
  const mixKey = (material: Buffer): void => {
    [chain, key] = derive(chain, material);
    count = 0;
  };
  const sealHashed = (plaintext: Uint8Array): Buffer => {
    const ciphertext = encrypt(key, count++, { ad: hash, plaintext });
    mixHash(ciphertext);
    return ciphertext;
  };
  const openHashed = (ciphertext: Buffer): Buffer => {
    const plaintext = decrypt(key, count++, { ad: hash, ciphertext });
    mixHash(ciphertext);
    return plaintext;
  };

  mixHash(prologue);
  return {
    hello: () => {
      mixHash(publicBytesOf(ephemeral));
      return field(2, field(1, publicBytesOf(ephemeral)));
    },
    finish: (serverHello, payload) => {
      const fields = readFields(readFields(serverHello).get(3) ?? nothing);
      const theirs = fields.get(1) ?? nothing;
      mixHash(theirs);
      mixKey(agreeWith(ephemeral, theirs));
      const serverKey = openHashed(fields.get(2) ?? nothing);
      mixKey(agreeWith(ephemeral, serverKey));
      const certificates = openHashed(fields.get(3) ?? nothing);
      const sealedKey = sealHashed(publicBytesOf(staticKey));
      mixKey(agreeWith(staticKey, theirs));
      const sealedPayload = sealHashed(payload);
      const [first, second] = derive(chain, nothing);
      outgoing = { key: first, count: 0 };
      incoming = { key: second, count: 0 };
      const frame = field(4, Buffer.concat([field(1, sealedKey), field(2, sealedPayload)]));
      return { frame, serverKey, certificates };
    },
    seal: (plaintext) => encrypt(outgoing.key, outgoing.count++, { ad: nothing, plaintext }),
    open: (ciphertext) => decrypt(incoming.key, incoming.count++, { ad: nothing, ciphertext }),
    keys: () => ({ outgoing: outgoing.key, incoming: incoming.key, hash }),
  };
};
