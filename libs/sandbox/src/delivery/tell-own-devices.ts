import type { Account } from '../directory/account.ts';
import { jidLike } from '../directory/jid-like.ts';
import { type Network, secondsNow } from '../network.ts';
import { groupServer, lidServer, parseJid, toJid } from '../wire/jid.ts';
import { deliverToAll } from './deliver.ts';
import { receiptNode } from './receipt-node.ts';

/** What was read, by which device of the account: 0 is the handset. */
export type Reading = { ids: readonly string[]; chat: string; author: Account; by: number; type: string };

/** One device of an account has read something, or played it; the others need not show it as new any more. */
export const tellOwnDevices = (network: Network, account: Account, reading: Reading): void => {
  if (reading.ids.length === 0) return;
  const { user, server } = parseJid(reading.chat);
  const where =
    server === groupServer
      ? {
          from: reading.chat,
          participant: toJid(account.lid, lidServer, reading.by),
          recipient: toJid(reading.author.lid, lidServer),
        }
      : {
          from: jidLike(reading.chat, account),
          recipient: toJid(user, server),
        };
  const head = { ...where, t: secondsNow(network), type: reading.type };
  deliverToAll(account, receiptNode(reading.ids, head), reading.by);
};
