import {
  type BinaryNode,
  decodeMessageNode,
  getBinaryNodeChildren,
  proto,
  unpadRandomMax16,
  type WASocket,
} from '@whiskeysockets/baileys';
import { keptAs, toKept } from './kept-messages.ts';
import type { IncomingMessage, SessionEvent } from './session.ts';
import { toIncoming } from './to-incoming.ts';
import type { VaultChange } from './vault.ts';
import type { VaultState } from './vault-state.ts';

/** What comes to a device on one socket. */
export type Messages = {
  listen: (socket: ListenedSocket) => void;
  /** What is to be kept of a message, by what it was decrypted from, until it is recorded. */
  toKeep: (encrypted: Uint8Array, text: Uint8Array) => VaultChange['keys'];
};

type ListenedSocket = Pick<WASocket, 'user' | 'ev'> & { ws: Pick<WASocket['ws'], 'prependListener'> };

type Options = {
  state: Pick<VaultState, 'auth'>;
  tell: (event: Extract<SessionEvent, { kind: 'message' }>) => void;
};

/** Tells of messages as Baileys does, in their order, once their keys and they themselves are kept. */
export const hearMessages = ({ state, tell }: Options): Messages => {
  /** By what is encrypted in them: whoever decrypts it is told nothing else. */
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();
  let last: Promise<void> = Promise.resolve();

  const hear = (message: IncomingMessage): void => {
    const kept = keptAs(message);
    last = last.then(async () => {
      tell({ kind: 'message', message: { ...message, chat: await withOther(state, message.chat) }, keptAs: kept });
    });
  };

  return {
    listen: (socket) => {
      socket.ws.prependListener('CB:message', (stanza: BinaryNode) => {
        for (const { content } of getBinaryNodeChildren(stanza, 'enc'))
          if (content instanceof Uint8Array) stanzas.set(content, stanza);
      });
      socket.ev.on('messages.upsert', ({ messages, type }) => {
        for (const heard of messages) {
          const message = toIncoming(heard, { own: socket.user, isOffline: type === 'append' });
          if (message !== null) hear(message);
        }
      });
    },
    toKeep: (encrypted, text) => {
      const stanza = stanzas.get(encrypted);
      const message = stanza === undefined ? null : read(stanza, { text, own: state.auth.creds.me });
      return message === null ? [] : [toKept(message, Date.now())];
    },
  };
};

/** As Baileys is about to read it; what it cannot read is nothing to keep, and is asked for again. */
const read = (
  stanza: BinaryNode,
  { text, own }: { text: Uint8Array; own: WASocket['user'] },
): IncomingMessage | null => {
  try {
    const { fullMessage } = decodeMessageNode(stanza, own?.id ?? '', own?.lid ?? '');
    const message = proto.Message.decode(unpadRandomMax16(text));
    return toIncoming({ ...fullMessage, message }, { own, isOffline: stanza.attrs['offline'] !== undefined });
  } catch {
    return null;
  }
};

/** Whoever answers by LID alone may be somebody whose number we know, and the other way round. */
const withOther = async (
  { auth }: Pick<VaultState, 'auth'>,
  { phone, lid }: IncomingMessage['chat'],
): Promise<IncomingMessage['chat']> => {
  const known = phone ?? lid?.replace('@lid', '');
  if (known === undefined || (phone !== null && lid !== null)) return { phone, lid };
  const key = phone === null ? `${known}_reverse` : known;
  try {
    const other = (await auth.keys.get('lid-mapping', [key]))[key];
    if (other === undefined) return { phone, lid };
    return phone === null ? { phone: other, lid } : { phone, lid: `${other}@lid` };
  } catch {
    // The session has ended; it is the same message with one name.
    return { phone, lid };
  }
};
