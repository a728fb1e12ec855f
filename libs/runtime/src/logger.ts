import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { hideSecrets } from './hide-secrets.ts';

export type { Logger };
type LogLevel = Level | 'silent';
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const satisfies LogLevel[];

type LoggerOptions = {
  /** Which of our processes is speaking. */
  process: string;
  level: LogLevel;
  /** Standard output unless given. */
  destination?: DestinationStream;
};

/** JSON lines. Every finished line passes `hideSecrets`, whatever was logged and however deep it lay. */
export const createLogger = ({ process: name, level, destination }: LoggerOptions): Logger =>
  pino(
    {
      level,
      base: { process: name, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: hideSecrets },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
