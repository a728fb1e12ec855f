import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

/** Postgres cannot serve right now. Nobody's fault in particular: callers answer 503 and are asked to come again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** Whether a statement failed for want of Postgres, rather than by its own fault. */
export const isOutage = (error: unknown): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (cause instanceof DatabaseError) return outageClasses.test(cause.code ?? '');
  return cause instanceof Error && cause.message === 'Query read timeout';
};

// Connection trouble, a deadlock, want of resources, an operator's stop or a statement's time limit.
const outageClasses = /^(?:08|40|53|57)/;

/** A refused connection to a name with several addresses has an empty message, and says all in its code. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.message) return error.message;
  return 'code' in error ? String(error.code) : error.name;
};
