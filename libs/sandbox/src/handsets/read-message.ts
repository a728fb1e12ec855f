import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { parseJid } from '../wire/jid.ts';
import type { Read } from './read.ts';
import { readAttachment } from './read-attachment.ts';
import { readChange } from './read-change.ts';
import type { Content } from './shown.ts';
import { unwrap } from './unwrap.ts';
import { readCard } from './vcard.ts';

/** What a person sees of a message; null for what is between devices and not for people. */
export const readMessage = (wrapped: proto.IMessage): Read | null => {
  const { message, isViewOnce } = unwrap(wrapped);
  const read = readChange(message) ?? readAttachment(message) ?? readWords(message) ?? readUnknown(message);
  if (read === null) return null;
  const context = contextOf(message);
  return {
    ...read,
    content: {
      ...read.content,
      replyTo: context?.stanzaId || undefined,
      mentions: context?.mentionedJid?.length ? context.mentionedJid.map((jid) => parseJid(jid).user) : undefined,
      forwarded: context?.isForwarded === true ? true : undefined,
      expiresInSeconds: read.content.expiresInSeconds ?? (context?.expiration || undefined),
      viewOnce: isViewOnce ? true : undefined,
    },
  };
};

const readWords = (message: proto.IMessage): Read | null => {
  const content = readText(message) ?? readPlace(message) ?? readCards(message) ?? readInvitation(message);
  return content && { content };
};

const readText = ({ conversation, extendedTextMessage: extended, ...more }: proto.IMessage): Content | null => {
  if (conversation) return { type: 'text', text: conversation };
  if (extended)
    return {
      type: 'text',
      text: extended.text ?? '',
      link: extended.matchedText
        ? {
            url: extended.matchedText,
            title: extended.title || undefined,
            description: extended.description || undefined,
          }
        : undefined,
    };
  const button = more.templateButtonReplyMessage ?? more.buttonsResponseMessage;
  if (button) return { type: 'text', text: button.selectedDisplayText ?? '' };
  return more.listResponseMessage ? { type: 'text', text: more.listResponseMessage.title ?? '' } : null;
};

const readPlace = ({ locationMessage: place, liveLocationMessage: live }: proto.IMessage): Content | null => {
  if (place)
    return {
      type: 'location',
      latitude: place.degreesLatitude ?? 0,
      longitude: place.degreesLongitude ?? 0,
      name: place.name || undefined,
      address: place.address || undefined,
    };
  if (!live) return null;
  const { degreesLatitude, degreesLongitude, caption } = live;
  return {
    type: 'live-location',
    latitude: degreesLatitude ?? 0,
    longitude: degreesLongitude ?? 0,
    caption: caption || undefined,
  };
};

const readCards = ({ contactMessage: one, contactsArrayMessage: several }: proto.IMessage): Content | null => {
  if (one) return { type: 'contact', contact: readCard(one) };
  const contacts = several?.contacts?.map(readCard);
  return contacts ? { type: 'contact', contact: contacts[0], contacts } : null;
};

const readInvitation = (message: proto.IMessage): Content | null => {
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3;
  if (poll) {
    const options = poll.options?.map(({ optionName }) => optionName ?? '') ?? [];
    return { type: 'poll', poll: { question: poll.name ?? '', options, many: poll.selectableOptionsCount !== 1 } };
  }
  const { eventMessage: event, groupInviteMessage: invite } = message;
  if (event) {
    const starts = Number(String(event.startTime ?? 0));
    const startsAt = starts > 0 ? new Date(starts * 1000).toISOString() : undefined;
    return { type: 'event', event: { name: event.name ?? '', description: event.description || undefined, startsAt } };
  }
  if (message.productMessage) return { type: 'product', name: message.productMessage.product?.title ?? '' };
  if (message.albumMessage) return { type: 'album' };
  if (message.requestPhoneNumberMessage) return { type: 'phone-number-request' };
  if (!invite) return null;
  const group = { id: invite.groupJid ?? '', name: invite.groupName ?? '', code: invite.inviteCode ?? '' };
  return { type: 'invite', group, caption: invite.caption || undefined };
};

/** Keys for a group, what devices tell each other, and the secret of whatever stands beside it are not for people. */
const unseen = new Set(['messageContextInfo', 'senderKeyDistributionMessage', 'protocolMessage']);

/** Shown for what it is, so that a test sees that the sandbox has no word for it. */
const readUnknown = (message: proto.IMessage): Read | null => {
  const [field] = Object.entries(message).filter(([name, value]) => value && !unseen.has(name));
  return field === undefined ? null : { content: { type: 'unknown', text: field[0] } };
};

const contextOf = (message: proto.IMessage): proto.IContextInfo | null | undefined =>
  [
    message.extendedTextMessage,
    message.imageMessage,
    message.videoMessage,
    message.ptvMessage,
    message.audioMessage,
    message.documentMessage,
    message.stickerMessage,
    message.locationMessage,
    message.liveLocationMessage,
    message.contactMessage,
    message.contactsArrayMessage,
    message.pollCreationMessage,
    message.pollCreationMessageV2,
    message.pollCreationMessageV3,
    message.eventMessage,
    message.groupInviteMessage,
    message.productMessage,
  ].find((said) => said?.contextInfo)?.contextInfo;
