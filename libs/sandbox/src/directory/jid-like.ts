import { lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import type { Account } from './account.ts';

/** A device of an account, named as `like` names whomever it is for: by LID where that is a LID, and otherwise by phone
 * number. */
export const jidLike = (like: string, { phone, lid }: Account, device = 0): string =>
  parseJid(like).server === lidServer ? toJid(lid, lidServer, device) : toJid(phone, phoneServer, device);
