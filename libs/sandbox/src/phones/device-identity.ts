import { createHmac, randomInt } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { KeyPair } from '../wire/keys.ts';
import { isSignedBy, sign } from '../wire/xeddsa.ts';

// What a phone and a device sign for each other when the device is linked, and what anybody can check from then on.

const accountPrefix = Buffer.from([6, 0]);
const devicePrefix = Buffer.from([6, 1]);

/** The phone's word that a device is its own. */
export const signForDevice = (
  phone: KeyPair,
  device: { identity: Buffer; keyIndex: number; at: number },
): proto.ADVSignedDeviceIdentity => {
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({
      rawId: randomInt(2 ** 31),
      timestamp: device.at,
      keyIndex: device.keyIndex,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish(),
  );
  return proto.ADVSignedDeviceIdentity.create({
    details,
    accountSignatureKey: phone.public,
    accountSignature: sign(phone.private, Buffer.concat([accountPrefix, details, device.identity])),
  });
};

/** The same under a secret that only the phone and the device know: it proves to the device that whoever answers has
 * seen its QR code, or entered its code. */
export const sealForDevice = (signed: proto.ADVSignedDeviceIdentity, secret: Buffer): Buffer => {
  const details = proto.ADVSignedDeviceIdentity.encode(signed).finish();
  const hmac = createHmac('sha256', secret).update(details).digest();
  return Buffer.from(proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac }).finish());
};

/** What a device signs in turn. */
const deviceWord = (
  { details }: proto.IADVSignedDeviceIdentity,
  device: { identity: Buffer; phoneIdentity: Buffer },
): Buffer => Buffer.concat([devicePrefix, details ?? Buffer.alloc(0), device.identity, device.phoneIdentity]);

/** The device's word that it belongs to the phone. */
export const signAsDevice = (
  signed: proto.IADVSignedDeviceIdentity,
  { identity, phoneIdentity }: { identity: KeyPair; phoneIdentity: Buffer },
): Buffer => sign(identity.private, deviceWord(signed, { identity: identity.public, phoneIdentity }));

/** Whether a device has signed in turn. */
export const isSignedByDevice = (
  signed: proto.IADVSignedDeviceIdentity,
  device: { identity: Buffer; phoneIdentity: Buffer },
): boolean => isSignedBy(device.identity, deviceWord(signed, device), Buffer.from(signed.deviceSignature ?? []));
