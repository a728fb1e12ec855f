import type { Logger } from '@parley/runtime';
import { Redis as Client } from 'ioredis';

/** A process's way to Redis. Questions fail at once while Redis is away: nobody waits for a helper that is down. */
export type Redis = {
  /** Throws, with a reason for people, when Redis cannot be used right now. */
  ready(): Promise<void>;
  /** The one connection for questions; they fail at once while Redis is away. */
  forQuestions(): Client;
  /** The one connection that BullMQ shares; it waits for Redis for as long as it takes. */
  forJobs(): Client;
  close(): Promise<void>;
};

export const openRedis = ({ url, logger }: { url: string; logger: Logger }): Redis => {
  const questions = new Client(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
    // What is asked while an answer is awaited travels together: a busy process wakes Redis, and is woken, less often.
    enableAutoPipelining: true,
    retryStrategy: retryAfterMs,
  });
  const clients = [questions];
  logOutages(questions, logger);
  return {
    async ready() {
      const policy = await questions.config('GET', 'maxmemory-policy').catch(() => questions.ping());
      if (Array.isArray(policy) && policy[1] !== 'noeviction') {
        throw new Error(`Redis may forget jobs: its maxmemory-policy is ${String(policy[1])}, not noeviction.`);
      }
    },
    forQuestions: () => questions,
    forJobs() {
      const client = new Client(url, { maxRetriesPerRequest: null, retryStrategy: retryAfterMs });
      logOutages(client, logger);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.disconnect();
    },
  };
};

/** A connection that went silent may stay so for long, though Redis is well: a new one is made. */
export const leaveIfSilent = (client: Client, error: unknown): void => {
  if (error instanceof Error && error.message === 'Command timed out') client.disconnect(true);
};

const commandTimeoutMs = 800;
const retryAfterMs = (attempt: number): number => Math.min(100 * attempt, 1_000);

/** One fact when Redis goes and one when it is back, however often a connection was tried in between. */
const logOutages = (client: Client, logger: Logger): void => {
  let isAway = false;
  client.on('error', (error) => {
    if (!isAway) logger.warn({ err: error }, 'redis is away');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) logger.info('redis is back');
    isAway = false;
  });
};
