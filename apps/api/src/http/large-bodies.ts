import { type Operation, operations } from '@parley/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toRoute } from './operation.ts';

type Admit = (asked: { operation: Operation; request: FastifyRequest; reply: FastifyReply }) => Promise<void>;

/**
 * Lets the few operations that need it have a larger body than all others; who asks is found out before it is read, so
 * that nobody makes us read and parse much who may not ask at all.
 */
export const allowLargeBodies = (server: FastifyInstance, admit: Admit): void => {
  server.addHook('onRoute', (route) => {
    const operation = large.find(({ http }) => route.method === 'POST' && toRoute(http.path) === route.url);
    if (operation?.http.bodyLimitBytes === undefined) return;
    route.bodyLimit = operation.http.bodyLimitBytes;
    route.preParsing = async (request: FastifyRequest, reply: FastifyReply) => admit({ operation, request, reply });
  });
};

const all: readonly Operation[] = operations;
const large = all.filter(({ http }) => http.bodyLimitBytes !== undefined);
