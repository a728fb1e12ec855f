import { djbType, withType } from '../wire/keys.ts';
import { getBytes, getChild, MalformedStanza, node, type WireNode } from '../wire/node.ts';
import { isSignedBy } from '../wire/xeddsa.ts';
import type { PreKey, SignedPreKey } from './bundle.ts';

// How keys stand in stanzas.

export const idNode = (id: number): WireNode => {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(id, 0, 3);
  return node('id', {}, bytes);
};

export const preKeyNodes = ({ id, public: value }: PreKey): WireNode[] => [idNode(id), node('value', {}, value)];

type Identified = { registrationId: number; identity: Buffer; signedPreKey: SignedPreKey };

/** Who a device is, and the key it signed: what every bundle begins with. */
export const identityNodes = ({ registrationId, identity, signedPreKey }: Identified): WireNode[] => {
  const registration = Buffer.alloc(4);
  registration.writeUInt32BE(registrationId);
  return [
    node('registration', {}, registration),
    node('type', {}, djbType),
    node('identity', {}, identity),
    node('skey', {}, [...preKeyNodes(signedPreKey), node('signature', {}, signedPreKey.signature)]),
  ];
};

export const getPreKey = (parent: WireNode): PreKey => ({
  id: getBytes(parent, 'id', 3).readUIntBE(0, 3),
  public: getBytes(parent, 'value', 32),
});

/** The signed key in a stanza; refused where it is not signed by this identity. */
export const getSignedPreKey = (parent: WireNode, identity: Buffer): SignedPreKey => {
  const signed = getChild(parent, 'skey');
  const key = { ...getPreKey(signed), signature: getBytes(signed, 'signature', 64) };
  if (!isSignedBy(identity, withType(key.public), key.signature))
    throw new MalformedStanza('<skey> is not signed by its identity');
  return key;
};

/** Refused where a stanza speaks of another type of keys than ours. */
export const checkType = (parent: WireNode): void => {
  if (!getBytes(parent, 'type', 1).equals(djbType)) throw new MalformedStanza('<type> is of another curve');
};
