/** How long a session waits for what, in milliseconds. */
export type SessionTimes = {
  /** For the connection, and for the server's first word. */
  connectMs: number;
  /** Until it is open, or has something to show to whoever links. */
  openMs: number;
  /** So long a connection was open that is lost by accident: it is opened again without delay. */
  steadyMs: number;
  keepAliveMs: number;
  /** So much longer than between two keep-alives nothing may be heard. */
  deafMarginMs: number;
  /** For the answer to a question. */
  queryMs: number;
  /** For the server to ack a message. */
  ackMs: number;
  /** So long a recipient may ask for a message again. */
  sentMs: number;
  /** For the vault to find a message that is asked for again. */
  findSentMs: number;
  /** For all that the account's devices agree on to be heard again. */
  resyncMs: number;
  /** For the server to hang up too, when we do. */
  hangUpMs: number;
  /** How long each QR code lives; WhatsApp's own times unless given. */
  qrMs?: number;
};

export const usualTimes: SessionTimes = {
  connectMs: 20_000,
  openMs: 60_000,
  steadyMs: 10_000,
  keepAliveMs: 30_000,
  deafMarginMs: 10_000,
  queryMs: 10_000,
  ackMs: 20_000,
  sentMs: 3 * 24 * 60 * 60_000,
  findSentMs: 1500,
  resyncMs: 30_000,
  hangUpMs: 1000,
};
