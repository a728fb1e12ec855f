import { node } from '../wire/node.ts';
import type { QueryHandler } from './handler.ts';

/** A client asks whether anybody is there. */
const ping: QueryHandler = { name: 'ping', xmlns: 'w:p', type: 'get', answer: () => [] };

/** Which features the service has switched on for a client. */
const properties: QueryHandler = {
  name: 'properties',
  xmlns: 'abt',
  type: 'get',
  answer: () => [node('props', { hash: 'sandbox', refresh: 86_400 })],
};

/** What a client counts of its own doings. The network takes it and has no use for it. */
const statistics: QueryHandler = { name: 'statistics', xmlns: 'w:stats', type: 'set', child: 'add', answer: () => [] };

/** A client has fetched again what it was told had changed. */
const clean: QueryHandler = {
  name: 'clean',
  xmlns: 'urn:xmpp:whatsapp:dirty',
  type: 'set',
  child: 'clean',
  answer: () => [],
};

export const housekeeping: readonly QueryHandler[] = [ping, properties, statistics, clean];
