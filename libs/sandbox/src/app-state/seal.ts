import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { MalformedStanza } from '../wire/node.ts';
import type { SealedRecord } from './app-state.ts';
import type { MutationKeys } from './mutation-keys.ts';

/** One thing that the devices of an account agree on: what it is about, and what holds for it. */
export type Agreement = { index: string[]; value: proto.ISyncActionValue; version: number };

/** With which key, and whether it is set or taken back: a value says so itself, so that nobody can turn it around. */
export type Sealing = { keys: MutationKeys; keyId: Buffer; operation: proto.SyncdMutation.SyncdOperation };

const macLength = 32;

/** What a value ends with, for whoever has only that. */
export const macOf = (value: Buffer): Buffer => value.subarray(-macLength);

export const seal = ({ keys, keyId, operation }: Sealing, { index, value, version }: Agreement): SealedRecord => {
  const indexBytes = Buffer.from(JSON.stringify(index));
  const plaintext = proto.SyncActionData.encode({ index: indexBytes, value, padding: Buffer.alloc(0), version });
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', keys.cipher, iv);
  const sealed = Buffer.concat([iv, cipher.update(plaintext.finish()), cipher.final()]);
  return {
    index: indexMac(keys, indexBytes),
    value: Buffer.concat([sealed, valueMac({ keys, keyId, operation }, sealed)]),
  };
};

/** Throws where it is not what somebody with the key has sealed. */
export const open = (sealing: Sealing, { index, value }: SealedRecord): Agreement => {
  const sealed = value.subarray(0, -macLength);
  if (!valueMac(sealing, sealed).equals(macOf(value))) throw new MalformedStanza('a value of a patch has another MAC');
  const decipher = createDecipheriv('aes-256-cbc', sealing.keys.cipher, sealed.subarray(0, 16));
  const data = proto.SyncActionData.decode(Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()]));
  const indexBytes = Buffer.from(data.index ?? []);
  if (!indexMac(sealing.keys, indexBytes).equals(index)) throw new MalformedStanza('an index has another MAC');
  const parts: unknown = JSON.parse(indexBytes.toString());
  if (!Array.isArray(parts)) throw new MalformedStanza('an index is not a list');
  return { index: parts.map(String), value: data.value ?? {}, version: data.version ?? 0 };
};

const indexMac = (keys: MutationKeys, index: Buffer): Buffer => createHmac('sha256', keys.index).update(index).digest();

const valueMac = ({ keys, keyId, operation }: Sealing, sealed: Buffer): Buffer => {
  const isSet = operation === proto.SyncdMutation.SyncdOperation.SET;
  const head = Buffer.concat([Buffer.from([isSet ? 1 : 2]), keyId]);
  const length = Buffer.alloc(8);
  length.writeUInt32BE(head.length, 4);
  return createHmac('sha512', keys.value)
    .update(Buffer.concat([head, sealed, length]))
    .digest()
    .subarray(0, macLength);
};
