import { groupServer, parseJid, toJid } from '../wire/jid.ts';
import type { Directory } from './directory.ts';

/** How people call whom a jid means: a person by the digits of the number, whichever jid it is, and a group by its
 * id. */
export const contactOf = (directory: Directory, jid: string): string => {
  const { user, server } = parseJid(jid);
  return server === groupServer ? toJid(user, server) : (directory.findByJid(jid)?.phone ?? user);
};
