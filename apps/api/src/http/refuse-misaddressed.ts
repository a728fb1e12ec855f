import type { FastifyInstance } from 'fastify';
import { sendFailure } from './send-failure.ts';
import { isMisaddressed } from './tenant-address.ts';

/** Refuses, before anything is done for it, a request of which it is not plain whom it is for. */
export const refuseMisaddressed = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, reply, done) => {
    if (isMisaddressed(request.raw, request.raw.httpVersion))
      sendFailure(request, reply, { code: 'request_malformed' });
    else done();
  });
};
