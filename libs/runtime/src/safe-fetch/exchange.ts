import { Client } from 'undici';
import { type ConnectorOptions, createConnector } from './connector.ts';
import type { Hop } from './redirect.ts';

export type Exchange = {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array, void>;
  close(): void;
};

type ExchangeOptions = Omit<ConnectorOptions, 'trusted'> & { signal: AbortSignal };

/** One request and the head of its answer, over a connection of its own that falls with the signal. */
export const exchange = async (hop: Hop, { signal, ...options }: ExchangeOptions): Promise<Exchange> => {
  const client = new Client(hop.url.origin, {
    connect: createConnector({ ...options, trusted: hop.trusted }),
    // The signal is the only clock: undici's own would start anew with every chunk.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const close = () => {
    const reason: unknown = signal.reason;
    void client.destroy(reason instanceof Error ? reason : null);
  };
  signal.addEventListener('abort', close, { once: true });
  const answer = await client.request({
    path: `${hop.url.pathname}${hop.url.search}`,
    method: hop.method,
    headers: hop.headers,
    body: hop.body,
    reset: true,
  });
  return { status: answer.statusCode, headers: flat(answer.headers), body: answer.body, close };
};

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
