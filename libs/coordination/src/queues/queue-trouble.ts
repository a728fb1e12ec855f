import { errorCode, type Logger } from '@parley/runtime';
import { ConnectionClosedError, ErrorCode } from 'bullmq';
import type { Redis as Client } from 'ioredis';

/** Tells what Redis itself refuses to a queue. An outage is told once, by the connection. */
export const createTroubleTeller =
  ({ connection, logger }: { connection: Client; logger: Logger }) =>
  (error: unknown, what: string): void => {
    if (isOfGoneJob(error)) logger.info({ reason: error.message }, 'a job was not ours to end any more');
    else if (connection.status === 'ready' && !isOfConnection(error)) logger.error({ err: error }, what);
  };

/** Node gives its errors codes; what Redis itself says has none. */
const isOfConnection = (error: unknown): boolean =>
  error instanceof ConnectionClosedError || errorCode(error) !== undefined;

/** Another has taken it meanwhile; or it has ended, but the answer was lost with the connection, and it was asked again. */
const isOfGoneJob = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && goneJobs.has(error.code);

const goneJobs = new Set<unknown>([
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch,
]);
