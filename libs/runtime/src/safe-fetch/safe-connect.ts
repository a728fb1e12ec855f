import { isIP, type Socket } from 'node:net';
import { createConnector } from './connector.ts';
import { isPublicAddress } from './public-address.ts';
import { Refused, type RefusalKind } from './refusal.ts';
import type { SafeFetchOptions } from './safe-fetch.ts';

/** A connection to the host of this URL: TLS where it is `https:`, plain otherwise. */
export type SafeConnect = (to: URL) => Promise<Socket>;

/**
 * Connects to where a stranger told us to connect, such as a proxy, under the rules of safe fetch: to nothing inside our
 * own network, and to the very address that was judged. It rejects with a `Refused`, or with the error of the socket,
 * neither of which holds the URL's user or password. A URL has to say its port unless its scheme has one.
 */
export const createSafeConnect = ({ allow, ...network }: SafeFetchOptions): SafeConnect => {
  const trust = toTrust(allow);
  return async (to) => {
    const { host, hostname, port, trusted } = toPlace(to, trust);
    const connect = createConnector({ ...network, trusted });
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    connect(
      {
        hostname,
        host,
        protocol: to.protocol === 'https:' ? 'https:' : 'http:',
        port: String(port),
      },
      (error, socket) => (error === null ? resolve(socket) : reject(error)),
    );
    return promise;
  };
};

/** Why `createSafeConnect` would refuse this URL, as far as that can be told without asking where its name leads; null
 * where nothing is against it. */
export const findConnectFault = (to: URL, allow: readonly string[]): RefusalKind | null => {
  try {
    const { hostname, trusted } = toPlace(to, toTrust(allow));
    return trusted || isIP(hostname) === 0 || isPublicAddress(hostname) ? null : 'address';
  } catch (error) {
    if (error instanceof Refused) return error.refusal.kind;
    throw error;
  }
};

const toTrust = (allow: readonly string[]): ReadonlySet<string> =>
  new Set(allow.map((address) => address.toLowerCase()));

type Place = { host: string; hostname: string; port: number; trusted: boolean };

const toPlace = (to: URL, trust: ReadonlySet<string>): Place => {
  const host = hostOf(to);
  const port = Number(to.port || usualPorts[to.protocol]);
  const trusted = trust.has(`${host}:${port}`);
  // Below 1024 other services listen, and could be made to read what we say as theirs.
  if (!trusted && !(port >= 1024 || port === 80 || port === 443)) throw new Refused('port');
  return { host, hostname: host.replace(/^\[(.*)\]$/u, '$1'), port, trusted };
};

const usualPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080 };

/** Of schemes that are not the web's, a URL leaves the host as it was written, in whichever of its many ways. */
const hostOf = (url: URL): string => {
  const text = `http://${url.host}`;
  if (!URL.canParse(text)) throw new Refused('url');
  return new URL(text).hostname;
};
