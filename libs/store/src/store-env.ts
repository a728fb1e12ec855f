import { readFileSync } from 'node:fs';
import type { EnvRule } from '@parley/runtime';
import { z } from 'zod';
import type { StoreConfig } from './data-sources.ts';

/** The settings this library needs; each app makes them part of its own. */
export const storeEnv = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/ })
    .describe("Where Postgres is: postgres://user:password@host:port/database, of the schema's owner."),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(10)
    .describe('How many connections a process may have through each of its two doors.'),
  MASTER_KEY: z
    .base64()
    .length(44, 'must be 32 bytes in base64')
    .optional()
    .describe('32 random bytes in base64: the key above all keys. Either this or MASTER_KEY_FILE.'),
  MASTER_KEY_FILE: z
    .string()
    .refine(isReadable, 'must be a file that can be read')
    .optional()
    .describe('A file that holds the master key.'),
};

type StoreSettings = z.output<z.ZodObject<typeof storeEnv>>;

export const masterKeyRule: EnvRule = (env) =>
  env['MASTER_KEY'] || env['MASTER_KEY_FILE'] ? null : 'MASTER_KEY: must be set, or MASTER_KEY_FILE';

export const storeConfig = (settings: StoreSettings): StoreConfig => ({
  databaseUrl: settings.DATABASE_URL,
  masterKey: readMasterKey(settings),
  poolSize: settings.DATABASE_POOL,
});

const readMasterKey = ({ MASTER_KEY: key, MASTER_KEY_FILE: file }: StoreSettings): Buffer => {
  const text = key ?? (file === undefined ? '' : readFileSync(file, 'utf8').trim());
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new Error('The master key is not 32 bytes in base64.');
  return bytes;
};

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
