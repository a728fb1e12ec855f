import type { Account } from '../directory/account.ts';
import { contactOf } from '../directory/contact-of.ts';
import type { Network } from '../network.ts';
import { type ChatSettings, chatSettingsOf, undecided } from './chat-settings.ts';
import { historyOf } from './history.ts';

/** A chat as the phone lists it. */
export type ListedChat = ChatSettings & {
  /** Digits of the other, or the id of the group. */
  chat: string;
  messages: number;
  unread: number;
};

/** Every chat that the phone shows or that the person has decided something about. */
export const chatsOf = (network: Network, account: Account): ListedChat[] => {
  const settings = chatSettingsOf(account);
  const pasts = new Map(historyOf(network, account).map((past) => [past.about.id ?? '', past]));
  return [...new Set([...pasts.keys(), ...settings.keys()])].map((jid) => ({
    chat: contactOf(network.directory, jid),
    ...(settings.get(jid) ?? undecided()),
    messages: pasts.get(jid)?.messages.length ?? 0,
    unread: pasts.get(jid)?.about.unreadCount ?? 0,
  }));
};
