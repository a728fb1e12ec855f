import { catchUp } from '../phones/catch-up.ts';
import { findChild, MalformedStanza } from '../wire/node.ts';
import type { StanzaHandler } from './handler.ts';

/** What a client tells in passing: that it wants so many of what waits, and what its session is called. */
export const ib: StanzaHandler = {
  tag: 'ib',
  receive: (network, { connection, device }, stanza) => {
    const batch = findChild(stanza, 'offline_batch');
    if (batch !== undefined) catchUp(network, device, toCount(batch.attrs['count']));
    else if (findChild(stanza, 'unified_session') === undefined)
      network.strangeness.write(connection.id, 'an <ib> that nobody knows');
  },
};

const toCount = (text: string | undefined): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new MalformedStanza('<offline_batch> needs a count');
  return count;
};
