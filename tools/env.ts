import { resolve } from 'node:path';

// The only reader of the environment among the tools. Everything here is optional: with nothing set, `npm start`
// and `npm test` bring what they need by themselves.

const root = resolve(import.meta.dirname, '..');
const read = (name: string): string | null => process.env[name]?.trim() || null;

export const env = {
  /** The folder of the whole tree. */
  root,
  /** PARLEY_HOME: where `npm start` keeps its data, keys and logs; `.parley` beside the README by default. */
  home: resolve(root, read('PARLEY_HOME') ?? '.parley'),
  /** PARLEY_CACHE: where fetched programs are kept, for every state folder of this tree. */
  cache: resolve(root, read('PARLEY_CACHE') ?? '.parley/cache'),
  /** DATABASE_URL: a Postgres to use in place of the embedded one; its role must be able to create roles. */
  databaseUrl: read('DATABASE_URL'),
  /** REDIS_URL: a Redis to use in place of the embedded one. */
  redisUrl: read('REDIS_URL'),
  /** MAIL_URL: a mail server to use in place of a folder of files. */
  mailUrl: read('MAIL_URL'),
  /** MASTER_KEY, MASTER_KEY_FILE: the key above all keys, in place of the one `npm start` makes for itself. */
  masterKey: read('MASTER_KEY'),
  masterKeyFile: read('MASTER_KEY_FILE'),
  /** CHROME_PATH: the browser for the browser tests. */
  chromePath: read('CHROME_PATH'),
  /** PATH: where programs are looked for. */
  path: read('PATH') ?? '/usr/local/bin:/usr/bin:/bin',
};

/** Where Node keeps what it compiled: it halves the time in which Nx and our processes load. */
export const compileCache = resolve(env.cache, 'compiled');

/** The environment a child process gets: ours, with some words set, and those set to undefined left out. */
export const childEnv = (words: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  ...process.env,
  NODE_COMPILE_CACHE: compileCache,
  ...words,
});
