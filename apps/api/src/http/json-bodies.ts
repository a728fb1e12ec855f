import type { FastifyInstance } from 'fastify';

/**
 * JSON and nothing else: a form could be sent by any page a browser shows. Many clients name the type of a body that
 * they do not send, as with DELETE; that is no body, and no fault.
 */
export const readJsonBodies = (server: FastifyInstance): void => {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser(['text/plain', 'application/json']);
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, String(body), done),
  );
};
