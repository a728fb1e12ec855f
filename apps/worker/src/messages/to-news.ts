import type { MessageFailure } from '@parley/contract';
import type { ClaimedMessage, MessageNews } from '@parley/store';
import type { SendOutcome, SendTrouble } from '@parley/whatsapp';

type Tried = Pick<ClaimedMessage, 'whatsappId' | 'attempts'>;

/** When what nobody knows the fate of is tried again; and until when first contacts are refused, if they are. */
type Knowing = { retryAfterMs: readonly number[]; lockedUntil: Date | null };

/** What is known of a message after a try, as it is recorded. */
export const toNews = (
  { whatsappId, attempts }: Tried,
  outcome: SendOutcome,
  { retryAfterMs, lockedUntil }: Knowing,
): MessageNews => {
  const of = { whatsappId, at: new Date() };
  if (outcome.acked) return { ...of, became: 'sent' };
  if (outcome.certain && (outcome.why === 'not_connected' || outcome.why === 'not_recorded'))
    return { ...of, became: 'queued' };
  // What was tried before may have arrived, whatever becomes of it now.
  if (!outcome.certain || attempts > 1) {
    // What WhatsApp lets a device not do is not tried again by itself.
    const isLocked = outcome.certain && outcome.refusedWith === reachoutLocked;
    return { ...of, became: 'unknown', tryAgainInMs: isLocked ? null : (retryAfterMs[attempts - 1] ?? null) };
  }
  return toRefusal(whatsappId, outcome, lockedUntil);
};

type Refused = { why: SendTrouble; refusedWith: number | null };

/** Certain that nothing of it has arrived, or will. */
export const toRefusal = (whatsappId: string, { why, refusedWith }: Refused, lockedUntil: Date | null): MessageNews => {
  const failure = failureOf(why, refusedWith);
  return {
    whatsappId,
    at: new Date(),
    became: 'failed',
    failure,
    serverCode: refusedWith,
    until: failure === 'reachout_locked' ? lockedUntil : null,
  };
};

/** WhatsApp's word for: this device writes to too many who do not know it. */
export const reachoutLocked = 463;

const failureOf = (why: SendTrouble, refusedWith: number | null): MessageFailure => {
  if (refusedWith === reachoutLocked) return 'reachout_locked';
  if (why === 'not_on_whatsapp' || why === 'recipient_unreachable') return why;
  return 'message_rejected';
};
