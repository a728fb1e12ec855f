/** How Signal's two kinds of message look on the wire. Their fields are few and all numbers or bytes, so they are read
 * and written here rather than by generated code. */

/** One message within a conversation. */
export type WhisperMessage = {
  /** The sender's ratchet key of the moment, with its type. */
  ratchetKey: Buffer;
  counter: number;
  previousCounter: number;
  ciphertext: Buffer;
};

/** The first messages of a conversation, which also say how it began. */
export type PreKeyMessage = {
  registrationId: number;
  /** Null where the recipient had no one-time key left. */
  preKeyId: number | null;
  signedPreKeyId: number;
  baseKey: Buffer;
  identity: Buffer;
  message: Buffer;
};

/** Version 3, and nothing older understood. */
const version = 0x33;
const macBytes = 8;

class MalformedMessage extends Error {}

export const encodeWhisper = (message: WhisperMessage): Buffer =>
  Buffer.concat([
    Buffer.from([version]),
    bytesField(1, message.ratchetKey),
    numberField(2, message.counter),
    numberField(3, message.previousCounter),
    bytesField(4, message.ciphertext),
  ]);

/** The message, what its MAC covers, and the MAC itself. */
export const decodeWhisper = (sealed: Buffer): { message: WhisperMessage; covered: Buffer; mac: Buffer } => {
  const covered = sealed.subarray(0, -macBytes);
  const fields = readFields(covered);
  return {
    message: {
      ratchetKey: fields.bytes(1),
      counter: fields.number(2) ?? 0,
      previousCounter: fields.number(3) ?? 0,
      ciphertext: fields.bytes(4),
    },
    covered,
    mac: sealed.subarray(-macBytes),
  };
};

export const encodePreKey = (message: PreKeyMessage): Buffer =>
  Buffer.concat([
    Buffer.from([version]),
    ...(message.preKeyId === null ? [] : [numberField(1, message.preKeyId)]),
    bytesField(2, message.baseKey),
    bytesField(3, message.identity),
    bytesField(4, message.message),
    numberField(5, message.registrationId),
    numberField(6, message.signedPreKeyId),
  ]);

export const decodePreKey = (sealed: Buffer): PreKeyMessage => {
  const fields = readFields(sealed);
  return {
    preKeyId: fields.number(1),
    baseKey: fields.bytes(2),
    identity: fields.bytes(3),
    message: fields.bytes(4),
    registrationId: fields.number(5) ?? 0,
    signedPreKeyId: fields.number(6) ?? 0,
  };
};

const varint = (value: number): number[] => {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  return [...out, rest];
};
const numberField = (field: number, value: number): Buffer => Buffer.from([field << 3, ...varint(value)]);
const bytesField = (field: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(value.length)]), value]);

type Fields = { number: (field: number) => number | null; bytes: (field: number) => Buffer };

const readFields = (sealed: Buffer): Fields => {
  if (sealed[0] !== version) throw new MalformedMessage(`a message of version ${sealed[0] ?? 'nothing'}`);
  const found = new Map<number, number | Buffer>();
  let at = 1;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = sealed[at++];
      if (byte === undefined || scale > 0x80 ** 6) throw new MalformedMessage('a message that breaks off');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < sealed.length) {
    const tag = readVarint();
    const value = readVarint();
    if ((tag & 7) === 0) found.set(tag >> 3, value);
    else if ((tag & 7) === 2 && at + value <= sealed.length) {
      found.set(tag >> 3, sealed.subarray(at, at + value));
      at += value;
    } else throw new MalformedMessage('a message with a field of no known kind');
  }
  return {
    number: (field) => {
      const value = found.get(field);
      return typeof value === 'number' ? value : null;
    },
    bytes: (field) => {
      const value = found.get(field);
      if (!Buffer.isBuffer(value)) throw new MalformedMessage(`a message without its field ${field}`);
      return value;
    },
  };
};
