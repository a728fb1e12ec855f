/** One message as a person sees it; an id is shown once for each who writes it, however often it comes. */
export type Shown = {
  id: string;
  /** Digits of whoever wrote it. */
  from: string;
  /** The jid it came to or went to: of a person, either kind, or of a group. */
  chat: string;
  at: string;
  /** How many times a frame with this id has come; 0 for what the account wrote itself. */
  frames: number;
  /** How far it has come, where the account wrote it itself. */
  status?: 'sent' | 'delivered' | 'read' | 'played' | undefined;
  /** Whether it has been read, on the telephone or on any linked device, where it came from others. */
  isRead?: boolean | undefined;
  /** What others made of it since. */
  editedAt?: string | undefined;
  revokedAt?: string | undefined;
  reactions?: { from: string; emoji: string }[] | undefined;
  votes?: { from: string; options: string[] }[] | undefined;
} & Content;

/** What a message says. */
export type Content = {
  /** In one simple word. */
  type: string;
  text?: string | undefined;
  caption?: string | undefined;
  media?: { mimetype: string; bytes: number; sha256: string } | undefined;
  /** Why there is no media where there should be some. */
  mediaError?: string | undefined;
  filename?: string | undefined;
  seconds?: number | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
  /** Of a place. */
  name?: string | undefined;
  address?: string | undefined;
  /** The first one, and all where there are several. */
  contact?: Card | undefined;
  contacts?: Card[] | undefined;
  poll?: { question: string; options: string[]; many: boolean } | undefined;
  event?: { name: string; description?: string | undefined; startsAt?: string | undefined } | undefined;
  group?: { id: string; name: string; code: string } | undefined;
  link?: { url: string; title?: string | undefined; description?: string | undefined } | undefined;
  /** What a reaction says; empty where it takes an earlier one back. */
  emoji?: string | undefined;
  /** What a vote chooses. */
  options?: string[] | undefined;
  /** The id of the message that an edit, a revocation, a reaction, a vote or a pin is about. */
  target?: string | undefined;
  /** The id of the message it quotes, and the digits of those it names. */
  replyTo?: string | undefined;
  mentions?: string[] | undefined;
  forwarded?: boolean | undefined;
  viewOnce?: boolean | undefined;
  /** After how long it disappears, where it does. */
  expiresInSeconds?: number | undefined;
};

export type Card = { name: string; phone: string };
