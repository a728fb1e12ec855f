import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

/** Postgres refused a write, since the shard of the device has another holder, or the device is gone. Whoever tried is
 * to leave the device alone, at once. */
export class StaleEpoch extends Error {
  override name = 'StaleEpoch';
}

export const isStaleEpoch = (error: unknown): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return cause instanceof DatabaseError && cause.code === 'PE001';
};
