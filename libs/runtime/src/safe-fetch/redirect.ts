import { Refused } from './refusal.ts';
import { type Target, toTarget } from './target.ts';

/** One request on the way from the caller's URL to the answer. Names of headers are in lower case. */
export type Hop = Target & {
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
};

type Answer = { status: number; headers: Record<string, string> };

/** Where an answer sends us on to; undefined when it is the answer itself. */
export const nextHop = (hop: Hop, { status, headers }: Answer, trust: ReadonlySet<string>): Hop | undefined => {
  const location = headers['location'];
  if (!redirects.has(status) || location === undefined) return undefined;
  const target = toTarget(location, trust, hop.url.href);
  if (hop.url.protocol === 'https:' && target.url.protocol !== 'https:')
    throw new Refused('scheme', 'after a redirect');
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const isSameOrigin = target.url.origin === hop.url.origin;
  const isKept = (name: string): boolean =>
    ofTheBody.has(name) ? !becomesGet : isSameOrigin || forEveryOrigin.has(name);
  return {
    ...target,
    method: becomesGet ? 'GET' : hop.method,
    headers: Object.fromEntries(Object.entries(hop.headers).filter(([name]) => isKept(name))),
    body: becomesGet ? null : hop.body,
  };
};

const redirects = new Set([301, 302, 303, 307, 308]);
const ofTheBody = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-location',
]);
/** Nobody knows all the names a credential may go by, so whatever is not listed here was meant for one server only. */
const forEveryOrigin = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent']);
