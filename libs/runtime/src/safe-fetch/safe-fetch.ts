import { cappedBody } from './body.ts';
import type { Resolve } from './connector.ts';
import { type Exchange, exchange } from './exchange.ts';
import { type Hop, nextHop } from './redirect.ts';
import { type Refusal, Refused, toRefusal } from './refusal.ts';
import { toTarget } from './target.ts';

export type OutboundRequest = {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** How much of the body may come; more breaks off. */
  maxBytes: number;
  /** From the first look-up to the last byte of the body, redirects included. */
  timeoutMs: number;
  /** 5 unless given. */
  maxRedirects?: number;
};

/**
 * The body is read as fast as it is taken, and ends in an error when it goes on for too long or too far: see
 * `readBytes`. One that is not wanted should be cancelled; one that is forgotten is dropped when its time is up.
 */
export type OutboundAnswer =
  | { ok: true; status: number; headers: Record<string, string>; url: string; body: ReadableStream<Uint8Array> }
  | { ok: false; refusal: Refusal };

export type SafeFetch = (url: string, request: OutboundRequest) => Promise<OutboundAnswer>;

export type SafeFetchOptions = {
  /** OUTBOUND_ALLOW: each `host:port` may lie in any network and may speak plain http. */
  allow: readonly string[];
  /** The system's resolver unless given. */
  resolve?: Resolve;
  /** The root to trust instead of those that Node brings; for tests. */
  ca?: string;
};

/**
 * Fetches what a stranger told us to fetch, and nothing inside our own network. Each request has a connection
 * of its own, so that the address that was judged is the one that is spoken to. An expected "no" is a refusal.
 */
export const createSafeFetch = ({ allow, ...network }: SafeFetchOptions): SafeFetch => {
  const trust = new Set(allow.map((address) => address.toLowerCase()));

  const follow = async (hop: Hop, redirectsLeft: number, signal: AbortSignal): Promise<Answered> => {
    const answer = await exchange(hop, { ...network, signal });
    const next = nextHop(hop, answer, trust);
    if (!next) return { hop, answer };
    answer.close();
    if (redirectsLeft === 0) throw new Refused('redirects');
    return follow(next, redirectsLeft - 1, signal);
  };

  return async (url, request) => {
    const { end, signal } = startClock(request.timeoutMs);
    try {
      const { hop, answer } = await follow(toFirstHop(url, request, trust), request.maxRedirects ?? 5, signal);
      refuseUnwanted(hop, answer, request.maxBytes);
      const body = cappedBody(answer.body, { maxBytes: request.maxBytes, end });
      return { ok: true, status: answer.status, headers: answer.headers, url: hop.url.href, body };
    } catch (error) {
      end();
      return { ok: false, refusal: toRefusal(error) };
    }
  };
};

type Answered = { hop: Hop; answer: Exchange };

/** One clock for everything: when it runs out, or when all is done, every connection of this fetch falls. */
function startClock(timeoutMs: number): { signal: AbortSignal; end: () => void } {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(new Refused('timeout')), timeoutMs);
  const end = () => {
    clearTimeout(timer);
    clock.abort();
  };
  return { signal: clock.signal, end };
}

function toFirstHop(
  url: string,
  { method = 'GET', headers = {}, body }: OutboundRequest,
  trust: ReadonlySet<string>,
): Hop {
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...toTarget(url, trust),
    method,
    headers: { ...lowered, 'accept-encoding': 'identity' },
    body: body ?? null,
  };
}

// A compressed body could unfold to any size, so none is taken. A length that lies is caught by the cap.
function refuseUnwanted({ method }: Hop, { headers }: Exchange, maxBytes: number): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Refused('encoding');
  if (method !== 'HEAD' && Number(headers['content-length']) > maxBytes) throw new Refused('too_large');
}
