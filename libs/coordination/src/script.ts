import { createHash } from 'node:crypto';
import type { Redis as Client } from 'ioredis';

type Values = readonly (string | number)[];
export type Script = (client: Client, keys: readonly string[], values: Values) => Promise<unknown>;

/** A script that Redis runs in one go, whoever else asks. It is sent as its hash, and taught to a Redis that does not
 * know it, or not any more. */
export const createScript = (lua: string): Script => {
  const sha = createHash('sha1').update(lua).digest('hex');
  return (client, keys, values) =>
    client.evalsha(sha, keys.length, ...keys, ...values).catch((error: unknown) => {
      if (!String(error).includes('NOSCRIPT')) throw error;
      return client.eval(lua, keys.length, ...keys, ...values);
    });
};
