import { longestStanza } from '../wire/decode-node.ts';

/** What one client can make the network hold for it. */
export const limits = {
  /** Of a frame, before it is known who is there. What a client says then is a few hundred bytes. */
  longestHandshake: 16 * 1024,
  /** Of a frame of somebody known: a stanza, its flags, and what seals it. */
  longestFrame: longestStanza + 17,
  /** Of the id of a stanza, in characters: much is remembered by it, for long. Clients make ids of 40 at most. */
  longestId: 128,
  /** From the socket's first moment to the end of the handshake. */
  longestHandshakeMs: 20_000,
  /** Of a piece as the socket hands it over; several frames may stand in one. */
  longestPiece: 2 * longestStanza,
  /** Stanzas that wait for their turn; beyond that nothing more is read. */
  mostWaiting: 256,
  /** Bytes that wait for the client to read them; beyond that it is cut off. */
  mostUnread: 16 * 1024 * 1024,
} as const;
