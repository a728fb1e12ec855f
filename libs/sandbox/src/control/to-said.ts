import type { Account } from '../directory/account.ts';
import { isUnread } from '../handsets/is-unread.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import type { Said } from './conversation-view.ts';

/** A message of somebody's telephone, as the page shows it. */
export const toSaid = (network: Network, account: Account, shown: Shown): Said => {
  const { id, from, type, media, filename, poll, at, frames } = shown;
  const nameOf = (phone: string): string => network.directory.findByPhone(phone)?.name ?? phone;
  return {
    id,
    from,
    name: nameOf(from),
    isOwn: from === account.phone,
    type,
    notice: noticeOf(shown),
    text: textOf(shown),
    media: media === undefined ? null : { mimetype: media.mimetype, bytes: media.bytes, filename: filename ?? null },
    location: placeOf(shown),
    contacts: shown.contacts ?? (shown.contact === undefined ? [] : [shown.contact]),
    poll: poll === undefined ? null : { question: poll.question, options: tallyOf(shown, poll.options) },
    reactions: (shown.reactions ?? []).map(({ emoji, from: by }) => ({ emoji, name: nameOf(by) })),
    replyTo: quoted(account, shown),
    isEdited: shown.editedAt !== undefined,
    isRevoked: shown.revokedAt !== undefined,
    isUnread: isUnread(account, shown),
    state: stateOf(network, shown),
    at,
    frames,
  };
};

const textOf = ({ text, caption, mediaError, event, group, media }: Shown): string | null => {
  if (media === undefined && mediaError !== undefined) return mediaError;
  return text ?? caption ?? event?.name ?? (group === undefined ? null : `An invitation to “${group.name}”`);
};

const noticeOf = ({ type, expiresInSeconds = 0 }: Shown): string | null => {
  switch (type) {
    case 'pin':
      return 'pinned a message';
    case 'unpin':
      return 'unpinned a message';
    case 'disappearing':
      return expiresInSeconds === 0
        ? 'made messages stay'
        : `made messages disappear after ${Math.round(expiresInSeconds / 3600)} hours`;
    case 'phone-number':
      return 'showed the number';
    case 'limit-sharing':
      return 'changed how this chat may be shared';
    default:
      return null;
  }
};

const placeOf = ({ latitude, longitude, name }: Shown): Said['location'] =>
  latitude === undefined || longitude === undefined ? null : { latitude, longitude, name: name ?? null };

const tallyOf = ({ votes = [] }: Shown, options: readonly string[]): { text: string; votes: number }[] => {
  const counts = new Map<string, number>();
  for (const vote of votes)
    for (const option of new Set(vote.options)) counts.set(option, (counts.get(option) ?? 0) + 1);
  return options.map((text) => ({ text, votes: counts.get(text) ?? 0 }));
};

const quoted = ({ handset }: Account, { replyTo }: Shown): string | null => {
  if (replyTo === undefined) return null;
  const original = handset.screen.findById(replyTo)?.shown;
  return original === undefined ? 'An earlier message' : (textOf(original) ?? original.type);
};

/** Only who wrote a message knows how far it has come: the telephone of its author, whoever's we look at. */
const stateOf = ({ directory }: Network, { id, from }: Shown): Said['state'] =>
  directory.findByPhone(from)?.handset.screen.find(id, from)?.shown.status ?? null;
