import { coordinationEnv, defaultLeaseTimes, leaseFault, type LeaseTimes } from '@parley/coordination';
import {
  envPort,
  envPositive,
  type EnvRule,
  type EnvSource,
  readEnv,
  productionRule,
  runtimeEnv,
} from '@parley/runtime';
import { masterKeyRule, storeEnv } from '@parley/store';
import { parseVersion } from '@parley/whatsapp';
import { z } from 'zod';

import { recoveryEnv } from './recovery-env.ts';

/** Every setting of a worker. Nothing else in the worker knows the environment. */
export const envSchema = z.object({
  ...runtimeEnv,
  ...storeEnv,
  ...coordinationEnv,
  WORKER_NETWORK: z.enum(['live', 'sandbox']).default('live').describe('The network whose devices a worker serves.'),
  SANDBOX_URL: z
    .url({
      protocol: /^http$/,
      hostname: /^(?:127\.0\.0\.1|\[::1\]|localhost)$/,
      error: 'must be http: on this machine',
    })
    .transform((text) => new URL(text))
    .optional()
    .describe('Where the control API of a sandbox network is, like http://127.0.0.1:8090; left out: there is none.'),
  RECONNECTS_PER_SECOND: envPositive
    .default(50)
    .describe('How many linked devices may connect in a second, all workers of a network together.'),
  WHATSAPP_VERSION: z
    .string()
    .transform((text, context) => parseVersion(text) ?? refuse(context, 'must be three numbers with points between'))
    .optional()
    .describe(
      "The version of WhatsApp's web client that devices say they are; left out, the one that Parley was made with. `npm run whatsapp-version` goes before it.",
    ),
  SWEEP_EVERY_MS: envPositive
    .default(10_000)
    .describe('How often a worker looks in Postgres for what its devices have to do, in milliseconds.'),
  ...recoveryEnv,
  LEASE_TTL_MS: envPositive
    .default(defaultLeaseTimes.ttlMs)
    .describe('How long Redis keeps the lease of a shard that nobody renews, in milliseconds. Alike for all workers.'),
  LEASE_HOLD_MS: envPositive
    .default(defaultLeaseTimes.holdMs)
    .describe(
      'How long after it last renewed a lease a worker acts for the shard, in milliseconds: less than the TTL.',
    ),
  LEASE_RENEW_EVERY_MS: envPositive
    .default(defaultLeaseTimes.renewEveryMs)
    .describe('How often a worker renews its leases, in milliseconds.'),
  LEASE_LOOK_EVERY_MS: envPositive
    .default(defaultLeaseTimes.lookEveryMs)
    .describe('How often a worker looks for shards that are free, or to be given back, in milliseconds.'),
  WORKER_HOST: z.string().default('127.0.0.1').describe('The address on which a worker tells its health.'),
  WORKER_PORT: envPort.default(8081).describe('The port for it; 0 takes any.'),
});

export type Settings = z.output<typeof envSchema>;

/** Refuses a wrong configuration, and names every fault at once. */
export const readSettings = (source: EnvSource = process.env): Settings =>
  readEnv(envSchema, source, [productionRule, masterKeyRule, sandboxRule, leaseRule]);

/** For the steps beside a worker, which need to be told no more than where Postgres is. */
export const readStoreSettings = (source: EnvSource = process.env): z.output<typeof storeSchema> =>
  readEnv(storeSchema, source, [productionRule, masterKeyRule]);

const storeSchema = z.object({ ...runtimeEnv, ...storeEnv });

const sandboxRule: EnvRule = (env) =>
  env['WORKER_NETWORK'] === 'sandbox' && !env['SANDBOX_URL']
    ? 'SANDBOX_URL: must be set for a worker of the sandbox'
    : null;

type LeaseSettings = Record<`LEASE_${'TTL' | 'HOLD' | 'RENEW_EVERY' | 'LOOK_EVERY'}_MS`, number>;

export const leaseTimesOf = (settings: LeaseSettings): LeaseTimes => ({
  ttlMs: settings.LEASE_TTL_MS,
  holdMs: settings.LEASE_HOLD_MS,
  renewEveryMs: settings.LEASE_RENEW_EVERY_MS,
  lookEveryMs: settings.LEASE_LOOK_EVERY_MS,
});

const leaseRule: EnvRule = (env) => {
  const times = leaseSchema.safeParse(env);
  const fault = times.success ? leaseFault(leaseTimesOf(times.data)) : null;
  return fault === null ? null : `LEASE_TTL_MS: ${fault}`;
};

const leaseSchema = envSchema.pick({
  LEASE_TTL_MS: true,
  LEASE_HOLD_MS: true,
  LEASE_RENEW_EVERY_MS: true,
  LEASE_LOOK_EVERY_MS: true,
});

function refuse(context: z.RefinementCtx<string>, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
