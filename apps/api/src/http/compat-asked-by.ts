import { compatOperations, type Operation } from '@parley/contract';
import type { FastifyRequest } from 'fastify';
import { toRoute } from './operation.ts';

/**
 * What a program that was written for WhatsGate asks by a request, null where it is none of such a program. It is told
 * by the address alone, since much is refused before anybody looks for a handler; the operation is null where the
 * address is only among theirs.
 */
export const compatAskedBy = (request: FastifyRequest): { operation: Operation | null } | null => {
  const operation = request.is404 ? undefined : byRoute.get(`${request.method} ${request.routeOptions.url}`);
  if (operation !== undefined) return { operation };
  const [, folder] = /^\/api\/(\w+)(?:[/?]|$)/.exec(request.url) ?? [];
  return folder !== undefined && folders.has(folder) ? { operation: null } : null;
};

const byRoute = new Map<string, Operation>(
  compatOperations.map((each) => [`${each.http.method.toUpperCase()} ${toRoute(each.http.path)}`, each]),
);

/** `/api/send/text` is in the folder `send`. */
const folders: ReadonlySet<string | undefined> = new Set(compatOperations.map(({ http }) => http.path.split('/')[2]));
