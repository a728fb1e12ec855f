// What becomes of a message, and what can go wrong with one.

/** Every status, in the order in which a message goes through them. Those that end it otherwise come last. */
export const messageStatuses = [
  'held',
  'queued',
  'sending',
  'unknown',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'canceled',
  'expired',
  'received',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** What WhatsApp itself has said of a message, each worth more than the one before. */
export const evidence = ['sent', 'delivered', 'read', 'played'] as const satisfies readonly MessageStatus[];
export type Evidence = (typeof evidence)[number];

/** The statuses that something else will come after, whatever the recipient does. */
export const openStatuses = ['held', 'queued', 'sending', 'unknown'] as const satisfies readonly MessageStatus[];

export const isFinal = (status: MessageStatus): boolean => !openStatuses.some((open) => open === status);

/** In which column of its day's balance a message counts. */
export const balanceColumnOf = (status: MessageStatus): 'pending' | 'successful' | 'failed' => {
  if (!isFinal(status)) return 'pending';
  return evidence.some((said) => said === status) ? 'successful' : 'failed';
};

/**
 * What a message is from now on, when `next` is heard of it: only ever further. What WhatsApp said corrects what we took
 * for unknown or failed; nothing brings back what was canceled or has expired.
 */
export const advance = (current: MessageStatus, next: MessageStatus): MessageStatus => {
  if (current === 'canceled' || current === 'expired' || current === 'received') return current;
  return rankOf(next) > rankOf(current) ? next : current;
};

const ranks: readonly MessageStatus[] = ['held', 'queued', 'sending', 'unknown', 'failed', ...evidence];
const rankOf = (status: MessageStatus): number => ranks.indexOf(status);

/** Why a message failed. Each is one of the failures, with a sentence and what to do. */
export const messageFailures = [
  'recipient_invalid',
  'not_on_whatsapp',
  'recipient_opted_out',
  'recipient_not_allowed',
  'device_not_linked',
  'device_number_taken',
  'device_logged_out',
  'device_banned',
  'reachout_locked',
  'message_rejected',
  'recipient_unreachable',
  'device_not_answering',
  'media_unreachable',
  'media_too_large',
  'media_type_unsupported',
  'quota_exceeded',
  'expired',
  'client_outdated',
] as const;
export type MessageFailure = (typeof messageFailures)[number];
