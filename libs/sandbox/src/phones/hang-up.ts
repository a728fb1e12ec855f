import type { Connection } from '../connections/connection.ts';
import type { Network } from '../network.ts';
import type { ClosingWords } from '../wire/closing-words.ts';
import { findChild } from '../wire/node.ts';
import { unlinkDevice } from './unlink-device.ts';

/** Ends a connection. A device that hears that it was removed has been removed. */
export const hangUp = (network: Network, connection: Connection, { code, stanza }: ClosingWords): void => {
  const account = network.directory.findByPhone(connection.account ?? '');
  const device = [...(account?.devices.values() ?? [])].find((linked) => linked.connection === connection);
  connection.close(code, stanza);
  if (device !== undefined && findChild(stanza, 'conflict')?.attrs['type'] === 'device_removed')
    unlinkDevice(network, device);
};
