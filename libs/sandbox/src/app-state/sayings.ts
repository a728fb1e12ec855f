import type { Saying } from './agree.ts';

/** What a person can say of a chat on the phone, in the words that its linked devices know. */
export const chatIs = {
  /** It holds for what came until then. */
  read: (chat: string, until: string): Saying => ({
    name: 'regular_low',
    index: ['markChatAsRead', chat],
    value: { markChatAsReadAction: { read: true, messageRange: rangeUpTo(until) } },
    version: 3,
  }),
  archived: (chat: string, isArchived: boolean): Saying => ({
    name: 'regular_low',
    index: ['archive', chat],
    value: { archiveChatAction: { archived: isArchived } },
    version: 3,
  }),
  muted: (chat: string, until: number | null): Saying => ({
    name: 'regular_high',
    index: ['mute', chat],
    value: { muteAction: { muted: until !== null, muteEndTimestamp: until } },
    version: 2,
  }),
  pinned: (chat: string, isPinned: boolean): Saying => ({
    name: 'regular_low',
    index: ['pin_v1', chat],
    value: { pinAction: { pinned: isPinned } },
    version: 5,
  }),
};

/** What the person calls itself. */
export const nameIs = (name: string): Saying => ({
  name: 'critical_block',
  index: ['setting_pushName'],
  value: { pushNameSetting: { name } },
  version: 1,
});

/** What the person calls somebody else, in the address book of the phone. */
export const contactIs = (jid: string, { name, lid }: { name: string; lid: string }): Saying => ({
  name: 'critical_unblock_low',
  index: ['contact', jid],
  value: { contactAction: { fullName: name, firstName: name.split(' ', 1)[0] ?? name, lidJid: lid } },
  version: 2,
});

const rangeUpTo = (until: string) => ({ lastMessageTimestamp: Math.floor(Date.parse(until) / 1000) });
