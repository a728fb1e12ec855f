import { coordinationEnv } from '@parley/coordination';
import { envPort, type EnvSource, readEnv, productionRule, runtimeEnv } from '@parley/runtime';
import { masterKeyRule, storeEnv } from '@parley/store';
import { z } from 'zod';

/** Every setting of a worker. Nothing else in the worker knows the environment. */
export const envSchema = z.object({
  ...runtimeEnv,
  ...storeEnv,
  ...coordinationEnv,
  WORKER_NETWORK: z.enum(['live', 'sandbox']).default('live').describe('The network whose devices a worker serves.'),
  WORKER_HOST: z.string().default('127.0.0.1').describe('The address on which a worker tells its health.'),
  WORKER_PORT: envPort.default(8081).describe('The port for it; 0 takes any.'),
});

export type Settings = z.output<typeof envSchema>;

/** Refuses a wrong configuration, and names every fault at once. */
export const readSettings = (source: EnvSource = process.env): Settings =>
  readEnv(envSchema, source, [productionRule, masterKeyRule]);
