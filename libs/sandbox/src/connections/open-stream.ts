import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { rename } from '../directory/rename.ts';
import { codeOf } from '../faults/codes.ts';
import type { Network } from '../network.ts';
import { node } from '../wire/node.ts';
import { readProto } from '../wire/read-proto.ts';
import type { Connection, Stream } from './connection.ts';
import { login } from './login.ts';
import { offerLinking } from './offer-linking.ts';

/** The handshake is done: somebody with this key wants to be linked, or to log in. */
export const openStream = (
  network: Network,
  connection: Connection,
  client: { clientKey: Buffer; payload: Buffer },
): Stream => {
  const payload = readProto(proto.ClientPayload, client.payload);
  if (payload.devicePairingData)
    return offerLinking(network, connection, { clientKey: client.clientKey, pairing: payload.devicePairingData });
  const account = network.directory.findByPhone(String(payload.username ?? ''));
  const device = account?.devices.get(payload.device ?? 0);
  if (device !== undefined && device.noiseKey.equals(client.clientKey)) {
    const refused = network.faults.strike('refuse-login', { account: device.account.phone });
    if (refused !== null) return refuse(connection, codeOf(refused), refused.delayMs);
    if (payload.pushName) rename(device.account, payload.pushName);
    return login(network, connection, device);
  }
  return refuse(connection, 401);
};

/** A ban for some time (402) says for how many seconds. */
const refuse = (connection: Connection, code: number, forMs?: number): Stream => {
  const expire = code === 402 && forMs !== undefined ? Math.ceil(forMs / 1000) : undefined;
  connection.close(code, node('failure', { reason: code, location: 'sandbox', expire }));
  return { receive: () => undefined, end: () => undefined };
};
