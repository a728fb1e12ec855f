import type { QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Author } from '../audit/author.ts';
import type { Sealer } from '../vault/sealer.ts';

/** What can be asked inside a transaction: in SQL, or through TypeORM's entities. Both see the same rows. */
export type Transaction = {
  /** What runs often is asked in SQL: on its way through TypeORM the same costs twice as much. */
  sql: Sql;
  em: EntityManager;
  /** Nothing of it is to be kept, though what it came to is answered. */
  undo: () => void;
};

export type Sql = <Row extends QueryResultRow>(statement: string | Prepared, values?: unknown[]) => Promise<Row[]>;

/**
 * A statement that each connection parses and plans once, for the few that every request makes. It names its
 * columns: a `*` would fail on open connections as soon as a migration adds one.
 */
export type Prepared = { name: string; text: string };

/** A transaction in which Postgres shows and takes the rows of one tenant only. */
export type TenantScope = Transaction & { tenantUuid: string; sealer: Sealer };

/** The same, for somebody who may change things: whatever is done is written down as theirs. */
export type CallerScope = TenantScope & { author: Author };

/** The same, for the session of one device: Postgres shows it that device's keys, and takes its writes only under the
 * epoch of the device's shard. */
export type SessionScope = TenantScope & {
  deviceUuid: string;
  /** Says that the tenant is told of something in it. */
  told: () => void;
};
