import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

/** The tenant was deleted after it was found. Whatever let its caller in is worth nothing any more. */
export class TenantGone extends Error {
  override name = 'TenantGone';
}

/** Postgres refuses a row whose tenant is not there. */
export const isTenantGone = (error: unknown): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof DatabaseError)) return false;
  return cause.code === foreignKeyViolation && cause.constraint?.endsWith('_tenant_id_fkey') === true;
};

const foreignKeyViolation = '23503';
