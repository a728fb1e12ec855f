import type { getTimeline, MessageStatus, OutputOf } from '@parley/contract';

type Entry = Pick<OutputOf<typeof getTimeline>['data'][number], 'type' | 'status' | 'attempt' | 'failure'>;

/** One thing that happened to a message, as a sentence. */
export const toldOf = ({ type, status, attempt, failure }: Entry): string => {
  if (type === 'message.accepted') return 'Accepted. From here on it is kept.';
  if (status === 'sending' && attempt > 1) return `Given to WhatsApp again, with the same id: try ${attempt}.`;
  if (status === 'unknown' && attempt > 1)
    return `Given to WhatsApp again, with the same id: try ${attempt}. Whether it arrived is still not known.`;
  if (status === 'failed' && failure !== null) return `Failed. ${failure.message}`;
  return sentences[status];
};

const sentences: Record<MessageStatus, string> = {
  held: 'Held, for somebody to approve it.',
  queued: 'Queued: nothing of it has left.',
  sending: 'Begun to be given to WhatsApp.',
  unknown: 'No confirmation came. It may have left, and may not.',
  sent: 'WhatsApp confirmed that it has it.',
  delivered: 'It came to the recipient’s phone.',
  read: 'The recipient read it.',
  played: 'The recipient played it.',
  failed: 'Failed.',
  canceled: 'Taken back, before anything of it left.',
  expired: 'Its time was over, before anything of it left.',
  received: 'Received.',
};
