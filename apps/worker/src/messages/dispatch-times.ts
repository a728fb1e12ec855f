/** How a device's messages are dispatched: times are in milliseconds. */
export type DispatchTimes = {
  /** So many chats of a device side by side. */
  chatsAtOnce: number;
  /** After so long a device stands behind its neighbours again. */
  sliceMs: number;
  /** After each try whose fate nobody knows, until the next; none after the last. */
  retryAfterMs: readonly number[];
  /** So long evidence may come by itself when a connection is there again, before anything is tried again. */
  evidenceMs: number;
  /** So long after a refusal WhatsApp may say until when a device writes to nobody who does not know it. */
  lockKnownMs: number;
  /** So long acks are waited for when a device is handed over. */
  closingMs: number;
  /** After trouble of ours. */
  againMs: number;
};

/** Five tries in less than ten minutes, whatever their acks take. */
export const usualDispatchTimes: DispatchTimes = {
  chatsAtOnce: 5,
  sliceMs: 1_000,
  retryAfterMs: [60_000, 90_000, 120_000, 180_000],
  evidenceMs: 1_000,
  lockKnownMs: 2_000,
  closingMs: 1_000,
  againMs: 1_000,
};
