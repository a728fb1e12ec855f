import type { Account } from '../directory/account.ts';
import { descriptions } from '../people/describe-person.ts';
import { childrenOf, findChild, getChild, node, type WireNode } from '../wire/node.ts';
import { askedNumber } from './asked-number.ts';
import { notUnderstood, type QueryHandler } from './handler.ts';

/** What the client asks of people: whether they are here, which devices they have, what their LID is, and so on; of
 * each of several people the same. */
export const usync: QueryHandler = {
  name: 'usync',
  xmlns: 'usync',
  type: 'get',
  answer: (network, from, iq) => {
    const asked = getChild(iq, 'usync');
    const wants = [...new Set(childrenOf(getChild(asked, 'query')).map(({ tag }) => tag))];
    for (const want of wants)
      if (!descriptions.has(want)) throw notUnderstood(network, from.connection, `<iq usync get> for ${want}`);
    const users = childrenOf(getChild(asked, 'list'), 'user').map((user) => {
      const jid = jidOf(user);
      const about = network.directory.findByJid(jid);
      if (wants.includes('devices')) watch(about, from.account);
      const found = wants.map((want) => descriptions.get(want)?.({ about, by: from.account, jid }) ?? null);
      return node(
        'user',
        { jid },
        found.filter((description) => description !== null),
      );
    });
    return [
      node('usync', asked.attrs, [
        node(
          'result',
          {},
          wants.map((tag) => node(tag)),
        ),
        node('list', {}, users),
      ]),
    ];
  },
};

/** Whom a question is about: by a number as people write it, or by a jid of either kind. */
const jidOf = (user: WireNode): string => {
  const contact = findChild(user, 'contact');
  return (contact && askedNumber(contact)) ?? user.attrs['jid'] ?? '';
};

/** Whoever has asked for devices hears when they change. Contacts never link any, so that nobody need hear of theirs. */
const watch = (about: Account | undefined, by: Account): void => {
  if (about?.kind === 'phone') about.watchers.add(by.phone);
};
