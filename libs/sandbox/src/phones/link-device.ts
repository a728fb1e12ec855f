import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account, LinkedDevice } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { Refused } from '../refused.ts';
import { closingWords } from '../wire/closing-words.ts';
import { lidServer, phoneServer, serverJid, toJid } from '../wire/jid.ts';
import { withType } from '../wire/keys.ts';
import { bytesOf, getChild, node, type WireNode } from '../wire/node.ts';
import { isSignedBy } from '../wire/xeddsa.ts';
import { addDevice, checkRoom } from './add-device.ts';
import { askPasskey } from './ask-passkey.ts';
import { isSignedByDevice, sealForDevice, signForDevice } from './device-identity.ts';
import type { Linking } from './linkings.ts';
import { waitForClient } from './wait-for-client.ts';

type Linked = { account: Account; linking: Linking; advSecret: Buffer };

/** Makes a waiting client a device of the account: each signs for the other, then the client is sent to log in. A
 * client that fails at it is hung up on, since it cannot be linked any more. */
export const linkDevice = async (network: Network, { account, linking, advSecret }: Linked): Promise<LinkedDevice> => {
  checkRoom(network, account);
  askPasskey(network, { account, connection: linking.connection });
  if (!isSignedBy(linking.identity, withType(linking.signedPreKey.public), linking.signedPreKey.signature))
    throw new Refused('the signed pre-key of this client is not signed by it');
  if (!network.linkings.claim(linking, account.phone)) throw new Refused('this client is being linked already');
  const { connection, identity, noiseKey, registrationId, signedPreKey } = linking;
  const id = account.nextDeviceId++;
  try {
    const signed = signForDevice(account.handset.peer.identity, { identity, keyIndex: id, at: secondsNow(network) });
    const offer = toOffer(account, { id, sealed: sealForDevice(signed, advSecret), stanza: `paired-${connection.id}` });
    const answer = await waitForClient<WireNode>(network, linking, (hear) => connection.ask(offer, hear));
    const deviceIdentity = readAnswer(account, { answer, signed, identity });
    network.linkings.remove(linking);
    const device = addDevice(network, account, {
      id,
      noiseKey,
      identity,
      registrationId,
      signedPreKey,
      deviceIdentity,
    });
    const { code, stanza } = closingWords(515);
    connection.close(code, stanza);
    return device;
  } catch (error) {
    network.linkings.remove(linking);
    connection.close(401, node('failure', { reason: 401, location: 'sandbox' }));
    throw error;
  }
};

const toOffer = (account: Account, { id, sealed, stanza }: { id: number; sealed: Buffer; stanza: string }): WireNode =>
  node('iq', { from: serverJid, type: 'set', id: stanza, xmlns: 'md' }, [
    node('pair-success', {}, [
      node('device-identity', {}, sealed),
      node('biz', { name: account.name }),
      node('device', { jid: toJid(account.phone, phoneServer, id), lid: toJid(account.lid, lidServer, id) }),
      node('platform', { name: 'android' }),
    ]),
  ]);

type Answered = { answer: WireNode; signed: proto.IADVSignedDeviceIdentity; identity: Buffer };

/** What phone and device have signed, as anybody can check it. Refused where the device did not sign for its phone. */
const readAnswer = (account: Account, { answer, signed, identity }: Answered): Buffer => {
  const phoneIdentity = account.handset.peer.identity.public;
  const theirs = decodeAnswer(answer);
  // The client answers what it was given; its own signature is all that is taken from it.
  const both = { ...signed, deviceSignature: theirs?.deviceSignature ?? null };
  if (theirs === null || !isSignedByDevice(both, { identity, phoneIdentity }))
    throw new Refused('the client did not sign for its phone');
  return Buffer.from(proto.ADVSignedDeviceIdentity.encode(both).finish());
};

const decodeAnswer = (answer: WireNode): proto.ADVSignedDeviceIdentity | null => {
  try {
    return proto.ADVSignedDeviceIdentity.decode(
      bytesOf(getChild(getChild(answer, 'pair-device-sign'), 'device-identity')),
    );
  } catch {
    return null;
  }
};
