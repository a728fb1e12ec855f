// What the page shows, in the shapes in which it asks for it.

/** Somebody on the network. */
export type Person = {
  kind: 'phone' | 'contact';
  phone: string;
  name: string;
  isOnWhatsApp: boolean;
  /** What the number does, in plain words; null for whoever does nothing special. */
  meaning: string | null;
  /** One of the ordinary people who are on every network, so that somebody is there. */
  isOrdinary: boolean;
  devices: { id: number; connected: boolean }[];
  /** How many messages wait to be read. */
  unread: number;
};

/** One message, as a person's telephone shows it. */
export type Said = {
  id: string;
  /** Digits of whoever wrote it. */
  from: string;
  name: string;
  isOwn: boolean;
  type: string;
  /** What it says where it is no message, but something that was done to the chat. */
  notice: string | null;
  /** Its text, or what is written under a picture or a file. */
  text: string | null;
  media: { mimetype: string; bytes: number; filename: string | null } | null;
  location: { latitude: number; longitude: number; name: string | null } | null;
  contacts: { name: string; phone: string }[];
  poll: { question: string; options: { text: string; votes: number }[] } | null;
  reactions: { emoji: string; name: string }[];
  replyTo: string | null;
  isEdited: boolean;
  isRevoked: boolean;
  /** Whether it came from somebody else and has not been read. */
  isUnread: boolean;
  /** How far it has come, as its author sees it. */
  state: 'sent' | 'delivered' | 'read' | 'played' | null;
  at: string;
  /** How many times a frame with its id has come. */
  frames: number;
};

/** What one person and another, or a group, have said to each other, oldest first. */
export type Chat = {
  /** Digits of the other, or the id of the group. */
  id: string;
  name: string;
  isGroup: boolean;
  unread: number;
  /** How many messages there are; only the last of them are here. */
  total: number;
  messages: Said[];
};

export type Conversations = {
  phone: string;
  name: string;
  chats: Chat[];
  /** The id of the chat in which something was said last; null where nothing was. */
  latest: string | null;
};

export type GroupView = { id: string; subject: string; members: { phone: string; name: string; role: string }[] };
