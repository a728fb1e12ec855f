import { z } from 'zod';

/** The settings this library needs; each app makes them part of its own. */
export const coordinationEnv = {
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Where Redis is: redis://[:password@]host:port. It must keep what it is given (noeviction).'),
};
