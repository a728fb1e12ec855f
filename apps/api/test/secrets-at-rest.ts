import { openRedis, type Redis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { asOwner } from '@parley/store/test-database';

// What somebody would find who got hold of a copy of our database, of Redis or of the logs. None of it may let
// them in anywhere: no secret of ours in clear, no password. Every api test ends by looking.

/** Every password of a test is made of this, so that one that was left lying about is found. */
export const testPassword = 'opensesame-for-tests';

/** What is kept, and where: each place with all that lies there. */
export type AtRest = Record<string, string>;

/** The places where something usable lies, each with how it begins: a report shall not be the next leak. */
export const findSecrets = (places: AtRest): string[] =>
  Object.entries(places).flatMap(([place, text]) => {
    const found = withBytesRead(text).match(usable) ?? [];
    return [...new Set(found)].map((secret) => `${place}: ${secret.slice(0, 12)}…`);
  });

/** Every row of every table, as Postgres writes it. */
export const readDatabase = (databaseUrl: string): Promise<AtRest> =>
  asOwner(databaseUrl, async (owner) => {
    const { rows: tables } = await owner.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const places: AtRest = {};
    for (const { name } of tables) {
      const { rows } = await owner.query<{ text: string }>(`select row_of::text as text from ${name} row_of`);
      places[name] = rows.map(({ text }) => text).join('\n');
    }
    return places;
  });

/** Every key and value, whoever wrote it: one Redis serves all tests of a run. */
export const readRedis = (redisUrl: string): Promise<AtRest> =>
  withRedis(redisUrl, async (redis) => {
    const keys = await redis.keys('*');
    const values = await Promise.all(keys.map((key) => readKey(redis, key)));
    return Object.fromEntries(keys.map((key, index) => [`redis ${key}`, `${key}\n${values[index]}`]));
  });

type Client = ReturnType<Redis['forJobs']>;

/** Asks Redis by a client that waits for it. */
export const withRedis = async <T>(url: string, work: (redis: Client) => Promise<T>): Promise<T> => {
  const redis = openRedis({ url, logger: createLogger({ process: 'test', level: 'silent' }) });
  try {
    return await work(redis.forJobs());
  } finally {
    await redis.close();
  }
};

/** Empty for a key that has just gone. */
const readKey = async (redis: Client, key: string): Promise<string> => {
  const type = await redis.type(key);
  if (type === 'string') return (await redis.get(key)) ?? '';
  if (type === 'hash') return JSON.stringify(await redis.hgetall(key));
  if (type === 'list') return JSON.stringify(await redis.lrange(key, 0, -1));
  if (type === 'set') return JSON.stringify(await redis.smembers(key));
  if (type === 'zset') return JSON.stringify(await redis.zrange(key, '0', '-1'));
  if (type === 'stream') return JSON.stringify(await redis.xrange(key, '-', '+'));
  if (type === 'none') return '';
  throw new Error(`Nobody looks into a ${type} of Redis.`);
};

const usable = new RegExp(`par_[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9a-hjkmnp-tv-z]{39}|${testPassword}`, 'g');

/** Postgres writes bytes in hexadecimal; what they say in letters is searched too. */
const withBytesRead = (text: string): string =>
  [text, ...(text.match(/\\x(?:[0-9a-f]{2})+/g) ?? []).map((hex) => Buffer.from(hex.slice(2), 'hex').toString())].join(
    '\n',
  );
