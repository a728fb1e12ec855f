import type { Message, MessageOrigin, MessageStatus } from '@parley/contract';
import type { Tone } from '../ui/tone.ts';

type StatusWords = { name: string; tone: Tone; sentence: string };

/** Each status in a word, a colour, and a sentence that claims no more than what is known. */
export const statusWords: Record<MessageStatus, StatusWords> = {
  held: { name: 'Held', tone: 'busy', sentence: 'It waits for somebody to approve it.' },
  queued: {
    name: 'Queued',
    tone: 'busy',
    sentence: 'It is kept, and waits for its turn. It goes out as soon as its device can send it.',
  },
  sending: {
    name: 'Sending',
    tone: 'busy',
    sentence: 'It is on its way to WhatsApp, which has not confirmed it yet.',
  },
  unknown: {
    name: 'Not confirmed',
    tone: 'unsure',
    sentence: 'It may have left, and no confirmation came. So nobody can say yet whether it arrived.',
  },
  sent: { name: 'Sent', tone: 'good', sentence: 'WhatsApp has it. It has not come to the recipient’s phone yet.' },
  delivered: { name: 'Delivered', tone: 'good', sentence: 'It has come to the recipient’s phone.' },
  read: { name: 'Read', tone: 'good', sentence: 'The recipient has read it.' },
  played: { name: 'Played', tone: 'good', sentence: 'The recipient has played it.' },
  failed: { name: 'Failed', tone: 'bad', sentence: 'It was not sent.' },
  canceled: { name: 'Canceled', tone: 'idle', sentence: 'It was taken back before anything of it left.' },
  expired: {
    name: 'Expired',
    tone: 'bad',
    sentence: 'It could not be sent in the time it was worth sending. Nothing of it left.',
  },
  received: { name: 'Received', tone: 'idle', sentence: 'Your device has received it.' },
};

/** A message that waits for a time says so; every other one is what its status says. */
export const wordsOf = ({ status, send_at: sendAt }: Message, now: Date): StatusWords =>
  status === 'queued' && sendAt !== null && new Date(sendAt) > now ? scheduled : statusWords[status];

const scheduled: StatusWords = {
  name: 'Scheduled',
  tone: 'idle',
  sentence: 'It is kept, and goes out when its time has come.',
};

/** What a person may do about a message, or had better not; null where there is nothing to say. */
export const adviceOf = ({ status, failure }: Message): string | null => {
  if (status === 'unknown') return doNotRepeat;
  if (status === 'expired') return 'Send it again if it still matters.';
  return status === 'failed' ? (failure?.action ?? null) : null;
};

const doNotRepeat =
  'Parley tries it again with the same id on WhatsApp, for ten minutes at most, and corrects this as soon as anything is ' +
  'heard. Do not send it a second time yourself: it could arrive twice.';

/** Whether it can still be taken back. */
export const isCancelable = ({ direction, status }: Message): boolean =>
  direction === 'out' && (status === 'held' || status === 'queued');

export const originWords: Record<MessageOrigin, string> = {
  api: 'by the API',
  mcp: 'by an AI assistant',
  dashboard: 'in the dashboard',
  phone: 'on the phone',
  contact: 'by the contact',
};

/** Whom it is with, as far as that is known. */
export const partnerOf = ({ direction, from, to }: Message): string =>
  (direction === 'in' ? from : to) ?? 'a number that WhatsApp does not tell';

/** What it says, or that this cannot be shown. */
export const contentOf = ({ text }: Message): string => text ?? 'Not a text. It is not shown here yet.';
