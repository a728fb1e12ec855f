import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { CollectionName } from './app-state.ts';
import { openCollection, writePatch } from './patch.ts';
import type { Agreement } from './seal.ts';
import { settleChange } from './settle-change.ts';

/** Something new that the person says on the phone itself. */
export type Saying = { name: CollectionName } & Agreement;

/** The phone writes down what the person wants; its linked devices follow. */
export const agree = (network: Network, account: Account, { name, ...agreement }: Saying): void => {
  const { key, collections } = account.appState;
  const value = { ...agreement.value, timestamp: network.clock.now() };
  const mutation = { ...agreement, value, operation: proto.SyncdMutation.SyncdOperation.SET };
  const change = writePatch({ name, collection: collections[name], key }, [mutation]);
  settleChange(network, account, { name, change, by: 0 });
};

/** Everything the devices of an account agree on, in one collection, as its phone reads it. */
export const agreementsOf = ({ appState: { key, collections } }: Account, name: CollectionName): Agreement[] =>
  openCollection({ collection: collections[name], key });
