import { randomBytes, randomInt } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { toKeyData } from '../app-state/key-data.ts';
import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { lidServer, phoneServer, toJid } from '../wire/jid.ts';
import { createKeyPair, type KeyPair, withType } from '../wire/keys.ts';
import { sign } from '../wire/xeddsa.ts';
import { addDevice, checkRoom } from './add-device.ts';
import { signAsDevice, signForDevice } from './device-identity.ts';

/** Bytes as a client's store keeps them in JSON. */
type Saved = { type: 'Buffer'; data: string };
type SavedPair = { private: Saved; public: Saved };

/** What a client keeps to be a linked device: its credentials, and the keys that belong to them. */
export type Provisioned = {
  creds: Record<string, unknown>;
  keys: { 'pre-key': Record<string, SavedPair>; 'app-state-sync-key': Record<string, unknown> };
};

const preKeyCount = 30;

/** Links a device without any client: makes the keys a client would have made, and answers what it would have kept. */
export const provision = (network: Network, account: Account): Provisioned => {
  checkRoom(network, account);
  const id = account.nextDeviceId++;
  const noise = createKeyPair();
  const identity = createKeyPair();
  const once = createKeyPair();
  const registrationId = randomInt(1, 16_380);
  const signed = { id: 1, pair: createKeyPair() };
  const signature = sign(identity.private, withType(signed.pair.public));
  const preKeys = Array.from({ length: preKeyCount }, (_, index) => ({ id: index + 1, pair: createKeyPair() }));
  const phone = account.handset.peer.identity;
  const word = signForDevice(phone, { identity: identity.public, keyIndex: id, at: secondsNow(network) });
  word.deviceSignature = signAsDevice(word, { identity, phoneIdentity: phone.public });
  addDevice(network, account, {
    id,
    noiseKey: noise.public,
    identity: identity.public,
    registrationId,
    signedPreKey: { id: signed.id, public: signed.pair.public, signature },
    preKeys: preKeys.map(({ id: number, pair }) => ({ id: number, public: pair.public })),
    deviceIdentity: Buffer.from(proto.ADVSignedDeviceIdentity.encode(word).finish()),
    // It counts as having heard the account's history, so that a client need not wait for it.
    isBootstrapped: true,
  });
  const appStateKeyId = account.appState.key.id.toString('base64');
  const keyData = toKeyData(account.appState.key);
  const lid = toJid(account.lid, lidServer, id);
  return {
    creds: {
      noiseKey: savePair(noise),
      pairingEphemeralKeyPair: savePair(once),
      signedIdentityKey: savePair(identity),
      signedPreKey: { keyPair: savePair(signed.pair), signature: save(signature), keyId: signed.id },
      registrationId,
      advSecretKey: randomBytes(32).toString('base64'),
      me: { id: toJid(account.phone, phoneServer, id), name: account.name, lid },
      account: {
        details: save(word.details),
        accountSignatureKey: save(word.accountSignatureKey),
        accountSignature: save(word.accountSignature),
        deviceSignature: save(word.deviceSignature),
      },
      signalIdentities: [{ identifier: { name: lid, deviceId: 0 }, identifierKey: save(withType(phone.public)) }],
      platform: 'android',
      processedHistoryMessages: [],
      nextPreKeyId: preKeyCount + 1,
      firstUnuploadedPreKeyId: preKeyCount + 1,
      myAppStateKeyId: appStateKeyId,
      accountSyncCounter: 1,
      accountSettings: { unarchiveChats: false },
      registered: true,
    },
    keys: {
      'pre-key': Object.fromEntries(preKeys.map(({ id: number, pair }) => [number, savePair(pair)])),
      'app-state-sync-key': { [appStateKeyId]: { ...keyData, keyData: save(keyData.keyData) } },
    },
  };
};

const save = (bytes: Uint8Array | null | undefined): Saved => ({
  type: 'Buffer',
  data: Buffer.from(bytes ?? []).toString('base64'),
});

const savePair = (pair: KeyPair): SavedPair => ({ private: save(pair.private), public: save(pair.public) });
