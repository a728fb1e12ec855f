import { canFail, withinMs } from '@parley/runtime';
import { Client, type QueryResultRow } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { usualOpenWithinMs, usualPoolSize } from '../data-sources.ts';
import { createConnectionTurns } from './connection-turns.ts';
import { isStaleEpoch } from './stale-epoch.ts';
import { StoreUnavailable, isOutage, reasonOf } from './store-unavailable.ts';
import type { Sql, Transaction } from './transaction.ts';

/**
 * One role's way into Postgres. It connects when it is first used, and again after every outage, so that
 * nobody has to wait or try again at start; while there is no Postgres it throws `StoreUnavailable`.
 */
export type Door = {
  /**
   * Runs `work` in a transaction: all of it is kept if `work` returns, nothing if it throws or undoes it. `setting` is SQL that
   * is part of opening it, which has its time limit; it may refuse a stale epoch. A connection lost during the commit
   * leaves open whether it happened. Where all connections are in use, it waits for the turn of its tenant.
   */
  transaction<T>(setting: string, work: (transaction: Transaction) => Promise<T>, tenantUuid?: string): Promise<T>;
  close(): Promise<void>;
};

export const createDoor = (source: DataSource): Door => {
  let connecting: Promise<void> | undefined;
  const turns = createConnectionTurns({
    atOnce: source.options.poolSize ?? usualPoolSize,
    // A little less than who has a turn waits: who waits for one is not let in only to wait as long again.
    stuckAfterMs: openWithinMsOf(source) * 0.9,
  });

  const connect = (): Promise<void> => {
    connecting ??= initialize(source).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };

  /** One question opens the transaction; TypeORM is told of it, or `save` would begin another inside. */
  const begin = async (runner: QueryRunner, setting: string): Promise<Client> => {
    await connect();
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- any to TypeORM; its Postgres driver gives a client of pg
    const client: Client = await runner.connect();
    try {
      await client.query(`begin isolation level read committed; ${setting}`);
    } catch (error) {
      if (isStaleEpoch(error)) await client.query('rollback');
      throw error;
    }
    turns.connected();
    Object.assign(runner, { isTransactionActive: true });
    return client;
  };

  const inTransaction = async <T>(setting: string, work: (transaction: Transaction) => Promise<T>): Promise<T> => {
    const runner = source.createQueryRunner();
    const client = await withinMs(openWithinMsOf(source), begin(runner, setting)).catch(async (error: unknown) => {
      if (isStaleEpoch(error)) {
        await runner.release();
        throw error;
      }
      void discard(runner);
      turns.refused();
      throw unavailable(error);
    });
    try {
      const sql: Sql = async <Row extends QueryResultRow>(...asked: Parameters<Sql>) =>
        (await client.query<Row>(...asked)).rows;
      let isUndone = false;
      const undo = (): void => {
        isUndone = true;
      };
      const result = await work({ sql, em: runner.manager, undo });
      await (isUndone ? client.query('rollback') : commit(client));
      return result;
    } catch (error) {
      const isLost = runner.isReleased || isOutage(error) || !(await isRolledBack(client));
      if (isLost) await discard(runner);
      throw isLost ? unavailable(error) : error;
    } finally {
      await runner.release();
    }
  };

  return {
    transaction: async (setting, work, tenantUuid = '') => {
      let isIn = false;
      const run = (): ReturnType<typeof work> => {
        isIn = true;
        return inTransaction(setting, work);
      };
      return turns.inTurn(tenantUuid, run).catch((error: unknown) => {
        throw isIn ? error : unavailable(error);
      });
    },

    close: async () => {
      if (connecting) await canFail(connecting, 'what never connected needs no closing');
      if (source.isInitialized) await source.destroy();
    },
  };
};

/** A transaction may take as long to open as a connection. */
const openWithinMsOf = ({ options }: DataSource): number =>
  (options.type === 'postgres' && options.connectTimeoutMS) || usualOpenWithinMs;

/** Postgres answers the commit of a transaction in which a statement failed with a rollback, and calls it a success. */
const commit = async (client: Client): Promise<void> => {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error('A statement failed and was not heard; nothing was kept.');
};

const initialize = async (source: DataSource): Promise<void> => {
  if (source.isInitialized) return;
  try {
    await source.initialize();
  } catch (error) {
    // TypeORM forgets a pool whose first questions went unanswered; its connections would stay open.
    await canFail(source.driver.disconnect(), 'there may be no pool yet');
    throw error;
  }
};

const isRolledBack = (client: Client): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  );

/** Throws a connection away, now or as soon as it is there, so that the pool does not hand it out again. */
const discard = async (runner: QueryRunner): Promise<void> => {
  const client = await canFail<unknown>(runner.connect(), 'it never got a connection');
  if (client instanceof Client) void client.end();
  await runner.release();
};

const unavailable = (cause: unknown): StoreUnavailable =>
  new StoreUnavailable(`Postgres is unavailable: ${reasonOf(cause)}`, { cause });
