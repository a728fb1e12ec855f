import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import type { Account } from './account.ts';

/** A device of an account, named as `like` names whomever it is for: by LID where that is a LID, and otherwise by phone
 * number. */
export const jidLike = (like: string, { phone, lid }: Account, device = 0): string =>
  parseJid(like).server === lidServer ? toJid(lid, lidServer, device) : toJid(phone, phoneServer, device);

/** Who speaks in a chat, as what comes from there says it: in a group the group, and a participant by LID. */
export const speakerIn = (chat: string, account: Account, device = 0): { from: string; participant?: string } =>
  parseJid(chat).server === groupServer
    ? { from: chat, participant: toJid(account.lid, lidServer, device) }
    : { from: jidLike(chat, account, device) };
