import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Network } from '../network.ts';

/** One request, once it is known what it asks for. */
export type Visit = {
  params: Record<string, string>;
  query: URLSearchParams;
  request: IncomingMessage;
  response: ServerResponse;
};

/** Something that can be asked for. A HEAD is answered as its GET, which Node sends without the body. */
export type Route = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` stands for one part. */
  path: string;
  /** Whether a link on somebody else's page may lead here. What only shows itself may; what tells or does may not. */
  isOpenToLinks?: boolean;
  serve: (network: Network, visit: Visit) => Promise<void> | void;
};
