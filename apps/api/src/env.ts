import { coordinationEnv } from '@parley/coordination';
import { type EnvSource, envCount, envPort, readEnv, productionRule, runtimeEnv } from '@parley/runtime';
import { masterKeyRule, storeEnv } from '@parley/store';
import { z } from 'zod';

/** Every setting of the api. Nothing else in the api knows the environment. */
export const envSchema = z.object({
  ...runtimeEnv,
  ...storeEnv,
  ...coordinationEnv,
  API_HOST: z.string().default('127.0.0.1').describe('The address to listen on; 0.0.0.0 for every interface.'),
  API_PORT: envPort.default(8080).describe('The port to listen on.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^/]*\/\/[^/?#]+\/?$/, 'must be an origin, without a path')
    .transform((text) => new URL(text))
    .default(new URL('http://localhost:8080'))
    .describe('The address people use. Its host is the bare host; each tenant is a subdomain of it.'),
  TRUST_PROXY: envCount
    .default(0)
    .describe('How many proxies stand before the api, to be believed about the address of a client once that counts.'),
});

export type Settings = z.output<typeof envSchema>;

/** Refuses a wrong configuration, and names every fault at once. */
export const readSettings = (source: EnvSource = process.env): Settings =>
  readEnv(envSchema, source, [productionRule, masterKeyRule]);
