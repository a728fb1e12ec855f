import type { Logger } from '@parley/runtime';
import { Redis as Client } from 'ioredis';
import { type Channels, createChannels } from './channels.ts';
import { watchForSilence } from './silence.ts';

/** A process's way to Redis. Questions fail at once while Redis is away: nobody waits for a helper that is down. */
export type Redis = {
  /** Throws, with a reason for people, when Redis cannot be used right now. */
  ready(): Promise<void>;
  /** The one connection for questions; they fail at once while Redis is away. */
  forQuestions(): Client;
  /** The one connection to put jobs in by; it fails as that for questions does. BullMQ teaches a connection commands of
   * its own, which a pipeline that was begun before does not know: the two must not be one. */
  forDispatch(): Client;
  /** The one connection that all queues of this process share; it waits for Redis for as long as it takes. It is made
   * when it is first asked for, and closed by `close` alone. */
  forJobs(): Client;
  channels: Channels;
  close(): Promise<void>;
};

type Options = { url: string; logger: Logger; lookEveryMs?: number };

export const openRedis = ({ url, logger, lookEveryMs = 5_000 }: Options): Redis => {
  const clients: Client[] = [];
  const keep = (client: Client): Client => {
    logOutages(client, logger);
    clients.push(client);
    return client;
  };
  const watch = (client: Client): Client => {
    watchForSilence(client, { everyMs: lookEveryMs, limitMs: silentAfterMs });
    return keep(client);
  };
  const failing = {
    retryStrategy: retryAfterMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
  };
  // What is asked while an answer is awaited travels together: a busy process wakes Redis, and is woken, less often.
  const questions = keep(new Client(url, { ...failing, enableAutoPipelining: true }));
  const dispatching = new Client(url, failing);
  dispatching.on('error', () => {}); // the one beside it tells of the same
  watchForSilence(dispatching, { everyMs: lookEveryMs, limitMs: silentAfterMs });
  clients.push(dispatching);
  let jobs: Client | null = null;
  return {
    async ready() {
      await dispatching.ping();
      const policy = await questions.config('GET', 'maxmemory-policy').catch(() => questions.ping());
      if (Array.isArray(policy) && policy[1] !== 'noeviction') {
        throw new Error(`Redis may forget jobs: its maxmemory-policy is ${String(policy[1])}, not noeviction.`);
      }
    },
    forQuestions: () => questions,
    forDispatch: () => dispatching,
    forJobs: () => (jobs ??= watch(new Client(url, { retryStrategy: retryAfterMs, maxRetriesPerRequest: null }))),
    channels: createChannels(() => watch(new Client(url, { ...failing, autoResubscribe: false }))),
    async close() {
      for (const client of clients) client.disconnect();
    },
  };
};

const commandTimeoutMs = 800;
const silentAfterMs = 2_000;
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
