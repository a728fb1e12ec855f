import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@parley/runtime';

/** Nest's own words, as facts of ours. What it tells while all is well is nobody's news. */
export const toNestLogger = (logger: Logger): LoggerService => ({
  log: (message: unknown, context?: unknown) => logger.debug({ context }, String(message)),
  warn: (message: unknown, context?: unknown) => logger.warn({ context }, String(message)),
  error: (message: unknown, ...rest: unknown[]) =>
    logger.error({ context: rest.at(-1), stack: rest[0] }, String(message)),
});
