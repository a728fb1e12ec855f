import { phoneServer, toJid } from '../wire/jid.ts';
import { bytesOf, type WireNode } from '../wire/node.ts';

/** The jid of whom a `<contact>` asks for by a number, as people write numbers; null where it holds none. */
export const askedNumber = (contact: WireNode): string | null =>
  contact.content === undefined || Array.isArray(contact.content)
    ? null
    : toJid(bytesOf(contact).toString().replaceAll(/\D/gu, ''), phoneServer);
