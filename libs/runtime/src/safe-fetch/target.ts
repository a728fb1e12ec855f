import { Refused } from './refusal.ts';

/** `trusted` is an address named in OUTBOUND_ALLOW: plain http, any port and any network are fine there. */
export type Target = { url: URL; trusted: boolean };

/** A URL we are willing to try, or a `Refused`. Where its host leads is judged later, in the connector. */
export const toTarget = (text: string, trust: ReadonlySet<string>, base?: string): Target => {
  if (!URL.canParse(text, base)) throw new Refused('url');
  const url = new URL(text, base);
  const isSecure = url.protocol === 'https:';
  if (!isSecure && url.protocol !== 'http:') throw new Refused('scheme');
  if (url.username || url.password) throw new Refused('credentials');
  const port = Number(url.port || (isSecure ? 443 : 80));
  if (trust.has(`${url.hostname}:${port}`)) return { url, trusted: true };
  if (!isSecure) throw new Refused('scheme');
  // Below 1024 other services speak TLS too, and could be made to read our request as theirs.
  if (port !== 443 && port < 1024) throw new Refused('port');
  return { url, trusted: false };
};
