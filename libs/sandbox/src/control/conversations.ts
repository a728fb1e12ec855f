import { isOrdinaryPerson, meanings } from '../contacts/meanings.ts';
import type { Account } from '../directory/account.ts';
import { contactOf } from '../directory/contact-of.ts';
import { isUnread } from '../handsets/is-unread.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import { groupServer } from '../wire/jid.ts';
import { call, type ControlCall } from './call.ts';
import type { Chat, Conversations, Person } from './conversation-view.ts';
import { countOf, getAccount, linkedDevicesOf, nothing } from './shapes.ts';
import { toSaid } from './to-said.ts';

const fewMessages = 200;

export const conversationCalls: readonly ControlCall[] = [
  call({
    method: 'GET',
    path: '/people',
    body: nothing,
    answer: ({ directory }) => [...directory.accounts()].map(toPerson),
  }),
  call({
    method: 'GET',
    path: '/conversations/:phone',
    body: nothing,
    // The last `limit` messages of each chat. With `chat`, those of that one alone, or where it is left empty of the one
    // in which something was said last; and of the others only the last.
    answer: async (network, { params, query }) => {
      const limit = countOf(query, 'limit') ?? fewMessages;
      const account = getAccount(network, params['phone']);
      await account.handset.settled();
      return toConversations(network, account, { limit, wanted: query.get('chat') });
    },
  }),
];

const toPerson = (account: Account): Person => {
  const { kind, phone, name, isOnWhatsApp, manner, handset } = account;
  return {
    kind,
    phone,
    name,
    isOnWhatsApp,
    meaning: kind === 'contact' ? (meanings.get(phone)?.does ?? null) : null,
    // Somebody may have made one of them into a contact of their own.
    isOrdinary: manner.name === 'meaning' && isOrdinaryPerson(phone),
    devices: linkedDevicesOf(account),
    unread: handset.shown.filter((shown) => isUnread(account, shown)).length,
  };
};

type Extent = { limit: number; wanted: string | null };

const toConversations = (network: Network, account: Account, { limit, wanted }: Extent): Conversations => {
  const all = new Map<string, Shown[]>();
  let latest: string | null = null;
  for (const shown of account.handset.shown.filter((each) => !isChange(each))) {
    const id = contactOf(network.directory, shown.chat);
    const chat = all.get(id) ?? [];
    chat.push(shown);
    all.set(id, chat);
    latest = id;
  }
  const isWhole = (id: string): boolean => wanted === null || id === (wanted === '' ? latest : wanted);
  const chats = [...all].map(([id, shown]): Chat => ({
    id,
    name: network.groups.find(id)?.subject.text ?? network.directory.findByPhone(id)?.name ?? id,
    isGroup: id.endsWith(`@${groupServer}`),
    unread: shown.filter((each) => isUnread(account, each)).length,
    total: shown.length,
    messages: shown.slice(-(isWhole(id) ? Math.max(limit, 1) : 1)).map((each) => toSaid(network, account, each)),
  }));
  return { phone: account.phone, name: account.name, chats, latest };
};

/** What it says is seen at the message that it is about. */
const isChange = ({ type }: Shown): boolean => ['edit', 'revoke', 'reaction', 'vote'].includes(type);
