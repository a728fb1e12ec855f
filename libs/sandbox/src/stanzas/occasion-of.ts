import type { Connection } from '../connections/connection.ts';
import { contactOf } from '../directory/contact-of.ts';
import type { Occasion } from '../faults/fault.ts';
import type { Network } from '../network.ts';
import { childrenOf, type WireNode } from '../wire/node.ts';
import { askedNumber } from './asked-number.ts';
import { findQuery } from './find-query.ts';

/** What a client says, as an occasion for faults. */
export const occasionOf = (network: Network, { account }: Connection, stanza: WireNode): Occasion => ({
  account,
  contact: (stanza.tag === 'iq' ? jidsIn(stanza) : [stanza.attrs['to'] ?? '']).map((jid) =>
    contactOf(network.directory, jid),
  ),
  stanza: namesOf(stanza),
});

/** Every name a stanza goes by: its tag, and of a question how its handler is called, what it is about, and what it
 * holds. */
const namesOf = (stanza: WireNode): string[] => {
  if (stanza.tag !== 'iq') return [stanza.tag];
  const query = findQuery(stanza);
  return [
    stanza.tag,
    ...(query === undefined ? [] : [query.name]),
    ...(stanza.attrs['xmlns'] === undefined ? [] : [stanza.attrs['xmlns']]),
    ...childrenOf(stanza).map(({ tag }) => tag),
  ];
};

/** Everybody a question is about. */
export const jidsIn = (stanza: WireNode): string[] => {
  const { to, jid, recipient } = stanza.attrs;
  const own = [to, jid, recipient].filter((name) => name !== undefined);
  // People are asked for by their number alone.
  const asked = stanza.tag === 'contact' ? askedNumber(stanza) : null;
  return [...own, ...(asked === null ? [] : [asked]), ...childrenOf(stanza).flatMap(jidsIn)];
};
