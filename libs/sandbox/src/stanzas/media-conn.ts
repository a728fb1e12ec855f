import { node } from '../wire/node.ts';
import type { QueryHandler } from './handler.ts';

/** Where a client may upload media, and with what token for how long. There are several hosts, as in life (here: two
 * names of one), because a client whose token has expired takes a new one only to the next host. */
export const mediaConn: QueryHandler = {
  name: 'media-conn',
  xmlns: 'w:m',
  type: 'set',
  child: 'media_conn',
  answer: ({ addresses, uploadGrants }, { account }) => {
    const { token, ttlSeconds } = uploadGrants.give(account.phone);
    const { host, port } = new URL(addresses.media);
    const hosts = [host, `localhost:${port}`].map((hostname) => node('host', { hostname }));
    return [node('media_conn', { auth: token, ttl: ttlSeconds, auth_ttl: ttlSeconds, max_buckets: 12 }, hosts)];
  },
};
