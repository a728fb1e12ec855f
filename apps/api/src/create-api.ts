import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { openRedis } from '@parley/coordination';
import { type Logger, type Metrics, newRequestId } from '@parley/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiModule } from './api.module.ts';
import { tryItFiles } from './docs/docs.controller.ts';
import type { Settings } from './env.ts';
import { answerClientError } from './http/client-error.ts';
import { sendFailure } from './http/send-failure.ts';
import { registerRequestLog } from './http/request-log.ts';
import { createTenantAddress } from './http/tenant-address.ts';
import { toNestLogger } from './http/nest-logger.ts';
import { registerSecurityHeaders } from './http/security-headers.ts';
import { ResourcesModule } from './resources.module.ts';

export type Api = { app: NestFastifyApplication; close(): Promise<void> };

/** The whole api, ready to listen. Postgres and Redis need not be there yet: until they are, it answers 503. */
export const createApi = async (settings: Settings, logger: Logger, metrics: Metrics): Promise<Api> => {
  const address = createTenantAddress(settings.PUBLIC_URL);
  const redis = openRedis({ url: settings.REDIS_URL, logger });
  const adapter = new FastifyAdapter({
    rewriteUrl: address.rewriteUrl,
    genReqId: newRequestId,
    bodyLimit: bodyLimitBytes,
    trustProxy: (_address, hop) => hop < settings.TRUST_PROXY,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // What the router cannot even read, like `%` alone, never reaches Nest's filter nor a hook.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      logger.info({ request_id: request.id, method: request.method, route: 'none', status: 404 }, 'request');
      sendFailure(request, reply, { code: 'not_found' });
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: ApiModule, imports: [ResourcesModule.with({ settings, logger, redis, address })] },
    adapter,
    { logger: toNestLogger(logger), abortOnError: false, bodyParser: false },
  );
  // JSON and nothing else: a form could be sent by any page a browser shows.
  adapter.getInstance().removeContentTypeParser('text/plain');
  registerRequestLog(adapter.getInstance(), logger, metrics);
  registerSecurityHeaders(adapter.getInstance(), settings.PUBLIC_URL);
  await servePages(app);
  return {
    app,
    close: async () => {
      await app.close();
      await redis.close();
    },
  };
};

const bodyLimitBytes = 1_048_576;

/** The dashboard and the files of the try-it page, from the same origin as the api itself. */
const servePages = async (app: NestFastifyApplication): Promise<void> => {
  const dashboard = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
  if (existsSync(dashboard)) await app.register(fastifyStatic, { root: dashboard, wildcard: false });
  await app.register(fastifyStatic, {
    root: tryItFiles,
    prefix: '/docs/api/',
    decorateReply: false,
    allowedPath: (path) => /\/swagger-ui(-bundle)?\.(css|js)$/.test(path),
  });
};
