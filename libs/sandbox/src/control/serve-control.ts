import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import type { ControlCall } from './call.ts';
import { calls } from './calls.ts';
import { isFromHere, isToHere } from '../is-from-here.ts';
import { liveEvents } from './live-events.ts';
import { readBody, TooLong } from './read-body.ts';
import type { Route, Visit } from './route.ts';
import { createRoutes, type Routes } from './routes.ts';
import { pageRoutes } from './serve-page.ts';
import { showMedia } from './show-media.ts';

/** Serves the control API, what happens as it happens, and the page, to whoever calls it by a name it is meant to have. */
export const serveControl = (network: Network, isToUs: IsToUs = isToHere): RequestListener => {
  const routes = createRoutes([...calls.map(toRoute), liveEvents, showMedia, ...pageRoutes]);
  return (request, response) => {
    serve({ network, isToUs, routes, request, response }).catch((error: unknown) => {
      const { status, error: text } = toFailure(error);
      if (status === 500) network.strangeness.write(null, error);
      // What was begun cannot be taken back: the connection goes, so that nobody takes a part for the whole.
      if (response.headersSent) response.destroy();
      else answer(response, status, { error: text });
    });
  };
};

type IsToUs = (request: IncomingMessage) => boolean;

type Service = { network: Network; isToUs: IsToUs; routes: Routes; request: IncomingMessage; response: ServerResponse };

const serve = async ({ network, isToUs, routes, request, response }: Service): Promise<void> => {
  const { method = 'GET', url = '/' } = request;
  if (!isToUs(request)) throw new Foreign('only programs on this machine may call, by its own name');
  const [path = '/', ...search] = url.split('?');
  const found = routes.find(method, path);
  switch (found.kind) {
    case 'nothing':
      throw new NotFound(`there is no ${method} ${path}`);
    case 'other-method':
      response.setHeader('allow', found.allowed.join(', '));
      return answer(response, 405, { error: `${path} takes ${found.allowed.join(', ')}, not ${method}` });
    case 'route': {
      const { route, params } = found;
      if (route.isOpenToLinks !== true && !isFromHere(request)) throw new Foreign('pages from elsewhere may not call');
      return route.serve(network, { params, query: new URLSearchParams(search.join('?')), request, response });
    }
  }
};

const toRoute = ({ method, path, handle }: ControlCall): Route => ({
  method,
  path,
  serve: async (network, { params, query, request, response }: Visit) => {
    const body = method === 'GET' ? undefined : await readBody(request);
    answer(response, 200, await handle(network, { params, query, body }));
  },
});

class Foreign extends Error {}

const toFailure = (error: unknown): { status: number; error: string } => {
  if (error instanceof NotFound) return { status: 404, error: error.message };
  if (error instanceof Refused) return { status: 400, error: error.message };
  if (error instanceof URIError) return { status: 400, error: 'this path is not well encoded' };
  if (error instanceof Foreign) return { status: 403, error: error.message };
  if (error instanceof TooLong) return { status: 413, error: error.message };
  return { status: 500, error: error instanceof Error ? error.message : String(error) };
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(JSON.stringify(body ?? {}));
};
