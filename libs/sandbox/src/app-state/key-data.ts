import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { AppStateKey } from './app-state.ts';

/** The key of what the devices of an account agree on, as its phone shares it with them. */
export const toKeyData = ({ id, data, at }: AppStateKey) =>
  ({
    keyData: data,
    fingerprint: { rawId: id.readUInt32BE(2), currentIndex: 0, deviceIndexes: [0] },
    timestamp: at,
  }) satisfies proto.Message.IAppStateSyncKeyData;
