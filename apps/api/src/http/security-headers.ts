import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Helmet's headers on every answer. Made once: Fastify's own plugin would make them anew for each request. */
export const registerSecurityHeaders = (server: FastifyInstance, publicUrl: URL): void => {
  const isHttps = publicUrl.protocol === 'https:';
  const secure = helmet({
    hsts: isHttps,
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"], // the try-it page styles itself
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
  });
  server.addHook('onRequest', (request, reply, done) => secure(request.raw, reply.raw, () => done()));
};
