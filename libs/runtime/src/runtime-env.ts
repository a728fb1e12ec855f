import { z } from 'zod';
import { logLevels } from './logger.ts';
import { envHostPort, envList, envPort, type EnvRule } from './read-env.ts';

/** The settings every process of ours has; each app makes them part of its own. */
export const runtimeEnv = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` refuses whatever would be unsafe in public.'),
  LOG_LEVEL: z.enum(logLevels).default('info').describe('The least level that is logged.'),
  METRICS_HOST: z.string().default('127.0.0.1').describe('The address on which Prometheus metrics are served.'),
  METRICS_PORT: envPort.optional().describe('The port for them; left out, they are not served.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .describe('Where traces go, as OTLP over HTTP; left out, none are made.'),
  OUTBOUND_ALLOW: envList(envHostPort)
    .default([])
    .describe(
      'host:port pairs, by comma, that outgoing requests may reach though they are not public. For tests only.',
    ),
};

export const productionRule: EnvRule = (env) =>
  env['NODE_ENV'] === 'production' && env['OUTBOUND_ALLOW'] ? 'OUTBOUND_ALLOW: must be left out in production' : null;
