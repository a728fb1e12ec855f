import { checkType, getPreKey, getSignedPreKey } from '../signal/prekey-nodes.ts';
import { childrenOf, getBytes, getChild, MalformedStanza } from '../wire/node.ts';
import { type QueryHandler, Refusal } from './handler.ts';

/** One-time keys that are kept for a device; clients bring 812 at first and a few at a time later. */
const mostPreKeys = 5000;

/** New one-time keys of the client, and who it is, which cannot change: another identity is another device. */
const upload: QueryHandler = {
  name: 'prekey-upload',
  xmlns: 'encrypt',
  type: 'set',
  child: 'list',
  answer: (_network, { device }, iq) => {
    checkType(iq);
    if (!getBytes(iq, 'identity', 32).equals(device.identity))
      throw new Refusal(406, 'this is not the identity of this device');
    const registrationId = getBytes(iq, 'registration', 4).readUInt32BE();
    const signedPreKey = getSignedPreKey(iq, device.identity);
    const brought = new Map(childrenOf(getChild(iq, 'list'), 'key').map((key) => [getPreKey(key).id, getPreKey(key)]));
    if (brought.size === 0) throw new MalformedStanza('<list> needs <key>');
    // A client that brings a key again has not heard that it was taken; the newer one counts.
    const preKeys = [...device.preKeys.filter(({ id }) => !brought.has(id)), ...brought.values()];
    if (preKeys.length > mostPreKeys) throw new Refusal(406, `a device leaves at most ${mostPreKeys} keys`);
    Object.assign(device, { registrationId, signedPreKey, preKeys });
    return [];
  },
};

/** The client signs a new key in place of the one before. */
const rotation: QueryHandler = {
  name: 'prekey-rotation',
  xmlns: 'encrypt',
  type: 'set',
  child: 'rotate',
  answer: (_network, { device }, iq) => {
    device.signedPreKey = getSignedPreKey(getChild(iq, 'rotate'), device.identity);
    return [];
  },
};

export const prekeyUpload: readonly QueryHandler[] = [upload, rotation];
