import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';
import { Refused } from './refusal.ts';

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type ConnectorOptions = {
  /** Whether the host may lie in any network. */
  trusted: boolean;
  resolve?: Resolve | undefined;
  /** The root to trust instead of those that Node brings. */
  ca?: string | undefined;
};

/**
 * Opens connections for undici. A host is resolved once, every address of it is judged, and only those very
 * addresses are handed to the socket: an answer that changes in between changes nothing. Literal addresses are
 * judged here too, because a `lookup` hook is never asked about them.
 */
export const createConnector =
  ({ trusted, resolve = resolveHost, ca }: ConnectorOptions): buildConnector.connector =>
  (to, opened) => {
    const connect = async () => {
      const addresses = isIP(to.hostname) ? [to.hostname] : await resolve(to.hostname);
      if (!trusted && !addresses.every(isPublicAddress)) throw new Refused('address');
      const open = buildConnector({ ...tlsOptions, ...(ca && { ca }), lookup: answering(addresses) });
      open(to, opened);
    };
    connect().catch((error: Error) => opened(error, null));
  };

const tlsOptions = { allowH2: false, maxCachedSessions: 0, rejectUnauthorized: true, timeout: 10_000 };

const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, answer) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (!first) return answer(new Refused('unreachable'), '');
    return options.all ? answer(null, found) : answer(null, first.address, first.family);
  };
