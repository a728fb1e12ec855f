import type { LedgerEntry } from '../src/ledger.ts';
import type { Said } from '../src/control/conversation-view.ts';

/** `+1 202 555 0100`, which never breaks over two lines; other countries' numbers are left in one piece. */
export const numberOf = (phone: string): string => {
  const [, area, exchange, line] = /^1(\d{3})(\d{3})(\d{4})$/u.exec(phone) ?? [];
  return line === undefined ? `+${phone}` : ['+1', area, exchange, line].join('\u00a0');
};

/** What somebody is called: their name; or their number, where they have none. */
export const nameOf = ({ name, phone }: { name: string; phone: string }): string =>
  name === '' || name === `+${phone}` ? numberOf(phone) : name;

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const precise = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

export const timeOf = (at: string): string => time.format(new Date(at));
export const preciseTimeOf = (at: string): string => precise.format(new Date(at));
export const dayOf = (at: string): string => day.format(new Date(at));

type State = NonNullable<Said['state']>;

/** How the state of a message looks, and what it means. */
export const states: Record<State, { mark: string; words: string }> = {
  sent: { mark: '✓', words: 'Sent: the network has it' },
  delivered: { mark: '✓✓', words: 'Delivered: it has reached the other telephone' },
  read: { mark: '✓✓', words: 'Read' },
  played: { mark: '✓✓', words: 'Played' },
};

/** `3.4 MB` */
export const sizeOf = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};

/** One line of the ledger, as a sentence; `nameOfGroup` knows what a group is called. */
export const sentenceOf = (entry: LedgerEntry, nameOfGroup: (id: string) => string | undefined): string => {
  const { kind, connection, code, duplicate, to, id } = entry;
  // The end of an id tells it from others; it is found in full in the ledger itself.
  const which = id === undefined ? '' : ` ${id.slice(-6)}`;
  const where = to === undefined ? '' : ` to ${nameOfGroup(to) ?? addressOf(to)}`;
  const why = code === undefined ? '' : ` with ${code}`;
  switch (kind) {
    case 'connect':
      return `connection ${connection} opened`;
    case 'login':
      return `logged in on connection ${connection}${why}`;
    case 'close':
      return `connection ${connection} closed${why}`;
    case 'message':
      return `${duplicate === true ? 'sent again' : 'sent'}${which}${where}${why}`;
    case 'receipt':
      return `receipt for${which}${where}`;
  }
};

/** The number of a person, or the id of a group. */
export const addressOf = (to: string): string => {
  const user = to.split('@')[0] ?? to;
  return /^\d{5,15}$/u.test(user) && !to.endsWith('@lid') ? numberOf(user) : user;
};
