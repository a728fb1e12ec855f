import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import { pages } from '@parley/contract';
import type { FastifyInstance } from 'fastify';

/**
 * The built dashboard, from the same origin as the api. Its page stands at every path that the contract lists, below
 * a tenant's base too; it is one file, the same for everybody, and finds out by itself where it was opened.
 */
export const servePages = async (server: FastifyInstance, folder: string): Promise<void> => {
  // Without a build there is nothing to serve: the api alone is enough for programs.
  if (!existsSync(folder)) return;
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    globIgnore: ['index.html'],
    cacheControl: false,
    setHeaders: (reply, file) => {
      // Built files have their hash in their name; the page that names them does not.
      const isHashed = file.includes('/assets/');
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const path of Object.values(pages)) server.get(path, (_request, reply) => reply.sendFile('index.html'));
};
