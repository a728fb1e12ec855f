import type { z } from 'zod';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics, type Metrics, serveMetrics } from './metrics.ts';
import type { runtimeEnv } from './runtime-env.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { startTracing } from './tracing.ts';

export type RuntimeSettings = z.output<z.ZodObject<typeof runtimeEnv>>;
export type Process = { logger: Logger; metrics: Metrics; shutdown: Shutdown };

/** What stands around the work of any process: its log, its metrics, its traces, and an orderly end. */
export const startProcess = async (name: string, settings: RuntimeSettings): Promise<Process> => {
  const logger = createLogger({ process: name, level: settings.LOG_LEVEL });
  const metrics = createMetrics({ process: name });
  const shutdown = createShutdown({ logger, deadlineMs: stopWithinMs });
  shutdown.listen();

  const tracing = await startTracing({ service: `parley-${name}`, endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT });
  shutdown.onStop('traces', () => tracing.close());
  if (settings.METRICS_PORT !== undefined) {
    const served = await serveMetrics(metrics, { host: settings.METRICS_HOST, port: settings.METRICS_PORT });
    shutdown.onStop('metrics', () => served.close());
  }
  return { logger, metrics, shutdown };
};

/** Before whoever asked us to stop loses patience: Docker waits 10 s. */
const stopWithinMs = 8_000;
