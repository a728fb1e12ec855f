import { Strategy } from 'passport-http-bearer';
import type { FastifyRequest } from 'fastify';

/**
 * The token in one of the three headers it may travel in; never in a query string, never in a body. Of several the
 * first counts, in the order below: one that is bad there is not made up for by another.
 */
export const tokenIn = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined => {
  const given = [headers['access-token'], bearerIn(headers.authorization), headers['x-api-key']];
  return given.find((value): value is string => typeof value === 'string' && value !== '');
};

/** Reads the header as passport's Bearer strategy does. It is shown headers and nothing else: it would take a token from a query or a body. */
const bearerIn = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined) return undefined;
  let found: string | undefined;
  const strategy = new Strategy((token, done) => {
    found = token;
    done(null, {});
  });
  Object.assign(strategy, { success: ignore, fail: ignore, error: ignore });
  strategy.authenticate({ headers: { authorization } });
  return found;
};

const ignore = (): void => {};
