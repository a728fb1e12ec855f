import { fileURLToPath } from 'node:url';
import { coordinationEnv } from '@parley/coordination';
import {
  type EnvRule,
  type EnvSource,
  envCount,
  envList,
  envPort,
  readEnv,
  productionRule,
  runtimeEnv,
} from '@parley/runtime';
import { masterKeyRule, type Rotation, storeConfig, storeEnv } from '@parley/store';
import { z } from 'zod';

/** Every setting of the api, and of the steps beside it. Nothing else in the api knows the environment. */
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
    .describe('How many proxies stand in front of the api; so many are believed about the address of a client.'),
  SIGNUP: z.enum(['open', 'closed']).default('open').describe('Whether anybody may sign up and create a tenant.'),
  OPERATOR_EMAILS: envList(z.email().toLowerCase())
    .default([])
    .describe(
      'The addresses, separated by commas, of those who run this installation. One counts once its member verified it.',
    ),
  MAIL_URL: z
    .url({ protocol: /^(?:smtps?|file)$/, error: 'must be an smtp, smtps or file URL' })
    .transform((text) => new URL(text))
    .refine(isWayOut, 'must name a host, or a folder of this machine')
    .describe('Where mail goes: smtp://user:password@host:port, smtps://…, or file:///folder for a folder of files.'),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@,\r\n]*<[^<>@\s,]+@[^<>@\s,]+>|[^<>@\s,]+@[^<>@\s,]+)$/, 'must be an address, or Name <address>')
    .default('Parley <parley@localhost>')
    .describe('The sender of mails.'),
  SANDBOX_URL: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^/]*\/\/[^/?#@]+\/?$/, 'must be an origin, without a path')
    .transform((text) => new URL(text))
    .optional()
    .describe('Where the control API of a sandbox network is, like http://127.0.0.1:8090; left out: there is none.'),
  SHARDS: envCount
    .refine((count) => count >= 1 && count <= 1_000, 'must be 1 to 1000')
    .optional()
    .describe(
      'Into how many shards the first migration cuts the devices of each network, 64 where it is left out. ' +
        'It stays for ever, and the migration refuses another number later; no more workers can share a network.',
    ),
});

export type Settings = z.output<typeof envSchema>;

/** Refuses a wrong configuration, and names every fault at once. */
export const readSettings = (source: EnvSource = process.env): Settings =>
  readEnv(envSchema, source, [productionRule, masterKeyRule, mailRule, publicRule]);

/** For the steps beside the api, which need to be told no more than where Postgres is. */
export const readStoreSettings = (source: EnvSource = process.env): z.output<typeof storeSchema> =>
  readEnv(storeSchema, source, [productionRule, masterKeyRule]);

const storeSchema = z.object({ ...runtimeEnv, ...storeEnv, SHARDS: envSchema.shape.SHARDS });

/** For the step that puts another master key in the place of the one there is. */
export const readRotationSettings = (source: EnvSource = process.env): Rotation => {
  const settings = readEnv(rotationSchema, source, [masterKeyRule, newMasterKeyRule]);
  const { databaseUrl, masterKey: oldKey } = storeConfig(settings);
  const { masterKey: newKey } = storeConfig({
    ...settings,
    MASTER_KEY: settings.NEW_MASTER_KEY,
    MASTER_KEY_FILE: settings.NEW_MASTER_KEY_FILE,
  });
  return { databaseUrl, oldKey, newKey };
};

const rotationSchema = z.object({
  ...storeEnv,
  NEW_MASTER_KEY: storeEnv.MASTER_KEY,
  NEW_MASTER_KEY_FILE: storeEnv.MASTER_KEY_FILE,
});

const newMasterKeyRule: EnvRule = (env) =>
  env['NEW_MASTER_KEY'] || env['NEW_MASTER_KEY_FILE'] ? null : 'NEW_MASTER_KEY: must be set, or NEW_MASTER_KEY_FILE';

/** People have no way to read a folder of ours, and its links would let whoever does log in as them. */
const mailRule: EnvRule = (env) =>
  env['NODE_ENV'] === 'production' && /^file:/i.test(env['MAIL_URL'] ?? '')
    ? 'MAIL_URL: must be a mail server in production, not a folder'
    : null;

/** Without TLS every login could be read on its way; for this machine alone it never leaves it. */
const publicRule: EnvRule = (env) =>
  env['NODE_ENV'] === 'production' &&
  !/^(?:https:|http:\/\/localhost(?::|\/|$))/i.test(env['PUBLIC_URL'] ?? 'http://localhost')
    ? 'PUBLIC_URL: must begin with https: in production'
    : null;

function isWayOut(url: URL): boolean {
  try {
    if (url.protocol === 'file:') return fileURLToPath(url) !== '/';
    return url.hostname !== '' && [url.username, url.password].every((part) => decodeURIComponent(part) !== null);
  } catch {
    return false;
  }
}
