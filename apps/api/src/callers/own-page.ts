import type { FastifyRequest } from 'fastify';
import { refuse } from '../http/refuse.ts';

/**
 * Refuses what a browser sends for a page that is not ours. A browser says with every request that could do harm
 * where it comes from; a program says nothing, and carries no cookie either.
 */
export const requireOwnPage = ({ headers }: FastifyRequest, ownOrigin: string): void => {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && origin !== ownOrigin) refuse({ code: 'origin_refused' });
  if (site !== undefined && site !== 'same-origin') refuse({ code: 'origin_refused' });
};

/** For whatever a cookie lets in: it is not enough that nothing was said. */
export const requireOwnPageSaid = (request: FastifyRequest, ownOrigin: string): void => {
  requireOwnPage(request, ownOrigin);
  if (request.headers.origin === undefined && request.method !== 'GET') refuse({ code: 'origin_refused' });
};
