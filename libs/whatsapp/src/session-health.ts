import { areJidsSameUser, type BinaryNode, jidDecode, type WASocket } from '@whiskeysockets/baileys';
import type { SessionHealth } from './session.ts';

/** What is heard of one session across its connections, and what that says of how well it is. */
export type HealthWatch = {
  /** Listens on a new socket, in place of the one before. */
  listen: (socket: WatchedSocket) => void;
  health: (isOpen: boolean) => SessionHealth;
};

export type WatchedSocket = Pick<WASocket, 'user'> & {
  ev: Pick<WASocket['ev'], 'on'>;
  ws: { on: (event: string, hear: (stanza: BinaryNode) => void) => unknown };
};

/** Baileys waits for the answer to a question under this name and its id. */
const question = 'TAG:';

export const watchHealth = (now: () => number = Date.now): HealthWatch => {
  let openedAt: number | null = null;
  let heardAt: number | null = null;
  let phoneSeenAt: number | null = null;
  let asked = new Set<string>();
  let givenUp = 0;

  return {
    listen: (socket) => {
      const own = new Set<string>();
      [openedAt, asked, givenUp] = [null, own, 0];
      const seen = (stanza: BinaryNode): void => {
        if (isOfOurPhone(stanza, socket.user)) phoneSeenAt = Math.max(phoneSeenAt ?? 0, timeOf(stanza, now()));
      };
      socket.ws.on('frame', () => {
        heardAt = now();
      });
      socket.ws.on('CB:message', seen);
      socket.ws.on('CB:receipt', seen);
      socket.ws.on('CB:iq', ({ attrs }: BinaryNode) => {
        if (attrs['type'] !== 'result' && attrs['type'] !== 'error') return;
        own.delete(`${question}${attrs['id']}`);
        // Also where it comes too late for whoever asked.
        givenUp = 0;
      });
      socket.ws.on('newListener', (name: unknown) => {
        if (typeof name === 'string' && name.startsWith(question)) own.add(name);
      });
      socket.ws.on('removeListener', (name: unknown) => {
        if (typeof name === 'string' && own.delete(name)) givenUp += 1;
      });
      socket.ev.on('connection.update', ({ connection }) => {
        if (connection === 'open') openedAt = now();
        if (connection !== 'close') return;
        own.clear();
        [openedAt, givenUp] = [null, 0];
      });
    },
    health: (isOpen) => ({
      isOpen,
      openSince: isOpen ? toDate(openedAt) : null,
      lastHeardAt: toDate(heardAt),
      phoneSeenAt: toDate(phoneSeenAt),
      unanswered: asked.size + givenUp,
    }),
  };
};

/** The phone is device 0 of the account: what it does itself is told to its linked devices, as from no other. */
const isOfOurPhone = ({ attrs }: BinaryNode, own: WASocket['user']): boolean => {
  const by = attrs['participant'] ?? attrs['from'];
  if (by === undefined || (jidDecode(by)?.device ?? 0) !== 0) return false;
  return areJidsSameUser(by, own?.id) || areJidsSameUser(by, own?.lid);
};

/** When it happened, as the server says: what waited for us is older than its coming. */
const timeOf = ({ attrs }: BinaryNode, now: number): number => {
  const told = Number(attrs['t']) * 1000;
  return told > 0 && told < now ? told : now;
};

const toDate = (time: number | null): Date | null => (time === null ? null : new Date(time));
