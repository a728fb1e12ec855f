import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { toKeyData } from '../app-state/key-data.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { WireNode } from '../wire/node.ts';
import { tellDevice } from './tell-device.ts';
import { tellHistory } from './tell-history.ts';

const { Type } = proto.Message.ProtocolMessage;

/** Tells a new device what the account is about: the key of what its devices agree on, then its history. Nothing of it
 * waits in the mailbox, since a client takes what was kept for it as no bootstrap at all: it is told afresh at each
 * login until the device has all of it, and never again. */
export const bootstrap = (network: Network, device: LinkedDevice): void => {
  const { account, connection } = device;
  if (device.isBootstrapped || connection === null) return;
  const stanzas: WireNode[] = [];
  for (const told of [shareKey(account), ...tellHistory(network, account)]) {
    const stanza = tellDevice(network, device, told);
    if (stanza !== null) stanzas.push(stanza);
  }
  device.lastOfBootstrap = stanzas.at(-1)?.attrs['id'] ?? null;
  for (const stanza of stanzas) connection.send(stanza);
};

/** A device has a message. Where that was the last of its bootstrap, it has been told everything. */
export const settleBootstrap = (device: LinkedDevice, id: string): void => {
  if (id === '' || id !== device.lastOfBootstrap) return;
  device.isBootstrapped = true;
  device.lastOfBootstrap = null;
};

const shareKey = ({ appState: { key } }: Account): proto.Message.IProtocolMessage => ({
  type: Type.APP_STATE_SYNC_KEY_SHARE,
  appStateSyncKeyShare: {
    keys: [{ keyId: { keyId: key.id }, keyData: toKeyData(key) }],
  },
});
