import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { groupServer, parseJid } from '../wire/jid.ts';

/** Whether what stands in a chat of somebody was for another person: whoever merely knows the id of a message neither
 * gets it again nor can say that it was read. */
export const wasWrittenTo = (
  { directory, groups }: Network,
  account: Account,
  { chat, lid }: { chat: string; lid: string },
): boolean =>
  parseJid(chat).server === groupServer
    ? groups.find(chat)?.members.has(lid) === true
    : lid === account.lid || directory.findByJid(chat)?.lid === lid;
