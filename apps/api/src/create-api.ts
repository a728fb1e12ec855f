import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDispatch, createSignals, openRedis } from '@parley/coordination';
import { type Logger, type Metrics, newRequestId } from '@parley/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiModule } from './api.module.ts';
import { tryItFiles } from './docs/docs.controller.ts';
import type { Settings } from './env.ts';
import { createWaits } from './events/waits.ts';
import { answerClientError } from './http/client-error.ts';
import { watchConnections } from './http/connections.ts';
import { readJsonBodies } from './http/json-bodies.ts';
import { allowLargeBodies } from './http/large-bodies.ts';
import { OperationGuard } from './http/operation.guard.ts';
import { refuseMisaddressed } from './http/refuse-misaddressed.ts';
import { sendFailure } from './http/send-failure.ts';
import { registerRequestLog } from './http/request-log.ts';
import { createTenantAddress } from './http/tenant-address.ts';
import { toNestLogger } from './http/nest-logger.ts';
import { registerSecurityHeaders } from './http/security-headers.ts';
import { createMailer } from './mail/create-mailer.ts';
import { createPostman } from './mail/postman.ts';
import { servePages } from './pages/serve-pages.ts';
import { ResourcesModule } from './resources.module.ts';

export type Api = { app: NestFastifyApplication; close(): Promise<void> };

/** The whole api, ready to listen. Postgres and Redis need not be there yet: until they are, it answers 503. */
export const createApi = async (settings: Settings, logger: Logger, metrics: Metrics): Promise<Api> => {
  const address = createTenantAddress(settings.PUBLIC_URL);
  const redis = openRedis({ url: settings.REDIS_URL, logger });
  const signals = createSignals({ redis });
  const dispatch = createDispatch({ redis, logger });
  const waits = createWaits();
  const mailer = createMailer({ url: settings.MAIL_URL, from: settings.MAIL_FROM });
  const postman = createPostman({ mailer, logger });
  const resources = { settings, logger, redis, signals, dispatch, waits, address, postman };
  const adapter = new FastifyAdapter({
    rewriteUrl: address.rewriteUrl,
    genReqId: newRequestId,
    bodyLimit: bodyLimitBytes,
    trustProxy: (_address, hop) => hop < settings.TRUST_PROXY,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // Node would refuse a request without a Host by itself, and with an empty answer.
    http: { requireHostHeader: false },
    // What the router cannot even read, like `%` alone, never reaches Nest's filter nor a hook.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      logger.info({ request_id: request.id, method: request.method, route: 'none', status: 404 }, 'request');
      sendFailure(request, reply, { code: 'not_found' });
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: ApiModule, imports: [ResourcesModule.with(resources)] },
    adapter,
    { logger: toNestLogger(logger), abortOnError: false, bodyParser: false },
  );
  const connections = watchConnections(adapter.getInstance().server);
  readJsonBodies(adapter.getInstance());
  allowLargeBodies(adapter.getInstance(), (asked) => app.get(OperationGuard).admit(asked));
  registerRequestLog(adapter.getInstance(), logger, metrics);
  registerSecurityHeaders(adapter.getInstance(), settings.PUBLIC_URL);
  refuseMisaddressed(adapter.getInstance());
  await servePages(adapter.getInstance(), dashboard);
  await serveTryItFiles(adapter.getInstance());
  return {
    app,
    close: async () => {
      // First, since a server waits for all that it is about to answer.
      waits.close();
      connections.end(endWithinMs);
      await app.close();
      await dispatch.close();
      await postman.close();
      await redis.close();
    },
  };
};

/** Less than a process has for all its stopping. */
const endWithinMs = 3_000;

/** Before anybody is known a body is read and parsed. For what needs a larger one, see `allowLargeBodies`. */
const bodyLimitBytes = 65_536;

const dashboard = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** What the try-it page is made of. */
const serveTryItFiles = async (server: FastifyInstance): Promise<void> => {
  await server.register(fastifyStatic, {
    root: tryItFiles,
    prefix: '/docs/api/',
    decorateReply: false,
    allowedPath: (path) => /\/swagger-ui(-bundle)?\.(css|js)$/.test(path),
  });
};
