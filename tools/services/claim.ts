import { createServer } from 'node:net';

/**
 * Takes a name that only one process of this machine can have; false where somebody has it. The kernel holds it for as
 * long as we live: a crash leaves nothing behind that would have to be cleared away.
 */
export const claim = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(`\0parley ${name}`, () => {
      server.unref();
      resolve(true);
    });
  });
