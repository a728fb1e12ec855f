import { agree } from '../app-state/agree.ts';
import { chatIs, contactIs } from '../app-state/sayings.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { lidServer, toJid } from '../wire/jid.ts';
import { chatJid } from './history.ts';

type Wish = {
  chat: string;
  archived?: boolean | undefined;
  pinned?: boolean | undefined;
  mutedUntil?: string | null | undefined;
  name?: string | undefined;
};

/** The person arranges a chat on the phone, or names somebody in its address book; the linked devices follow. */
export const changeChat = (network: Network, account: Account, wish: Wish): void => {
  const { archived, pinned, mutedUntil, name } = wish;
  const chat = chatJid(network, wish.chat);
  if (archived !== undefined) agree(network, account, chatIs.archived(chat, archived));
  if (pinned !== undefined) agree(network, account, chatIs.pinned(chat, pinned));
  if (mutedUntil !== undefined)
    agree(network, account, chatIs.muted(chat, mutedUntil === null ? null : Date.parse(mutedUntil)));
  if (name === undefined) return;
  const person = network.directory.findByJid(chat);
  if (person === undefined) throw new Refused('nobody here has this number');
  agree(network, account, contactIs(chat, { name, lid: toJid(person.lid, lidServer) }));
};
