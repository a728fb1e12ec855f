import { agreementsOf } from '../app-state/agree.ts';
import type { Account } from '../directory/account.ts';

/** What the person has decided about a chat, on whichever device. */
export type ChatSettings = {
  archived: boolean;
  /** Since when, in milliseconds. */
  pinnedAt: number | null;
  /** Until when, in milliseconds; -1 for ever. */
  mutedUntil: number | null;
  /** Marked as unread by hand. */
  isMarkedUnread: boolean;
  /** What the phone's address book calls whoever it is. */
  name: string | null;
  /** Ids of its messages. */
  starred: string[];
};

/** A chat about which nothing was decided. */
export const undecided = (): ChatSettings => ({
  archived: false,
  pinnedAt: null,
  mutedUntil: null,
  isMarkedUnread: false,
  name: null,
  starred: [],
});

const collections = ['regular_low', 'regular_high', 'critical_unblock_low'] as const;

/** By the jid under which the devices speak of the chat. */
export const chatSettingsOf = (account: Account): Map<string, ChatSettings> => {
  const found = new Map<string, ChatSettings>();
  for (const { index, value } of collections.flatMap((name) => agreementsOf(account, name))) {
    const [, jid = '', messageId = ''] = index;
    const { archiveChatAction, pinAction, muteAction, markChatAsReadAction, contactAction, starAction } = value;
    const chat = found.get(jid) ?? undecided();
    found.set(jid, chat);
    if (archiveChatAction) chat.archived = archiveChatAction.archived === true;
    if (pinAction?.pinned === true) chat.pinnedAt = Number(value.timestamp ?? 0);
    if (muteAction?.muted === true) chat.mutedUntil = Number(muteAction.muteEndTimestamp ?? -1);
    if (markChatAsReadAction) chat.isMarkedUnread = markChatAsReadAction.read === false;
    if (contactAction) chat.name = contactAction.fullName ?? contactAction.firstName ?? null;
    if (starAction?.starred === true) chat.starred.push(messageId);
  }
  return found;
};
