import type { Logger, Metrics } from '@parley/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';

/** Every request gets an id that its answer carries, one line in the log and one observation. */
export const registerRequestLog = (server: FastifyInstance, logger: Logger, metrics: Metrics): void => {
  const duration = new Histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request);
    const { method } = request;
    const status = reply.statusCode;
    duration.observe({ method, route, status }, reply.elapsedTime / 1_000);
    const fact = { request_id: request.id, method, route, status, took_ms: Math.round(reply.elapsedTime) };
    if (route !== '/healthz' && route !== '/readyz') logger.info(fact, 'request');
  });
};

/** The declared route, never the path as it came: that may hold anything. */
const routeOf = (request: FastifyRequest): string => (request.is404 ? 'none' : (request.routeOptions.url ?? 'none'));
