import { asOwner } from '@parley/store/test-database';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** Something in Postgres that a test holds, so that whoever comes to it stands still there. */
export type HeldUp = {
  /** Whether somebody waits for it. */
  isWaitedFor: () => Promise<boolean>;
  letGo: () => Promise<void>;
};

/** Holds whatever a statement takes: rows, or a lock of its own. */
export const holdUp = async (databaseUrl: string, statement: string, values: unknown[]): Promise<HeldUp> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A test that restarts Postgres, or ends before it let go.
  client.on('error', () => {});
  await client.connect();
  let ending: Promise<void> | null = null;
  const letGo = (): Promise<void> => (ending ??= client.end());
  onTestFinished(letGo);
  await client.query('begin');
  await client.query(statement, values);
  return {
    isWaitedFor: async () => {
      const { rows } = await client.query(
        'select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
      );
      return rows.length > 0;
    },
    letGo,
  };
};

/** Which: of a transaction that writes a message like this. `lock` is any number that nobody else of the test has. */
export type HeldCommits = { lock: number; on: 'insert' | 'update'; when: string };

/** Holds commits themselves: whoever waits in one has done all of its work, and does not know yet that it counts. */
export const holdCommits = async (databaseUrl: string, { lock, on, when }: HeldCommits): Promise<HeldUp> => {
  const name = `test_waits_${lock}`;
  await asOwner(databaseUrl, async (owner) => {
    await owner.query(`create function ${name}() returns trigger language plpgsql security definer as $wait$
      begin perform pg_catalog.pg_advisory_xact_lock(${lock}); return null; end $wait$`);
    await owner.query(`create constraint trigger ${name} after ${on} on messages deferrable initially deferred
      for each row when (${when}) execute function ${name}()`);
  });
  return holdUp(databaseUrl, 'select pg_advisory_xact_lock($1)', [lock]);
};
