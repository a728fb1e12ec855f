import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import { newId } from '../wire/new-id.ts';

/** Something that was said before. `chat` is the jid of a person or of a group; `from`, digits, says who wrote it in a
 * group, where that was not the account itself. */
export type Remembered = { chat: string; fromMe: boolean; text: string; at: Date; from?: string | undefined };

/** A phone that has been in use for a while: what was said on it then, oldest first, and long read. */
export const importHistory = (network: Network, account: Account, remembered: readonly Remembered[]): void => {
  const inOrder = remembered.map((said) => ({ ...said, author: authorOf(network, account, said) }));
  inOrder.sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { chat, fromMe, text, at, author } of inOrder)
    account.handset.screen.put({
      shown: {
        id: newId(),
        from: author,
        chat,
        at: at.toISOString(),
        frames: fromMe ? 0 : 1,
        type: 'text',
        text,
        ...(fromMe ? { status: 'read' as const } : { isRead: true }),
      },
      content: Buffer.from(proto.Message.encode({ conversation: text }).finish()),
    });
  network.live.tell({ kind: 'conversation', phone: account.phone });
};

const authorOf = ({ directory, groups }: Network, account: Account, { chat, fromMe, from }: Remembered): string => {
  if (fromMe) return account.phone;
  const { user, server } = parseJid(chat);
  // Somebody may have left the network since.
  if (server !== groupServer) return directory.findByJid(chat)?.phone ?? user;
  const others = [...(groups.find(chat)?.members.keys() ?? [])].filter((lid) => lid !== account.lid);
  const author = from === undefined ? directory.findByLid(others[0] ?? '') : directory.findByPhone(from);
  if (author === undefined) throw new Refused(`nobody else is in the group ${chat}`);
  return author.phone;
};
