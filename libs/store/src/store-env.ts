import { readFileSync } from 'node:fs';
import { envCount, type EnvRule } from '@parley/runtime';
import { z } from 'zod';
import type { StoreConfig } from './data-sources.ts';

/** The settings this library needs; each app makes them part of its own. */
export const storeEnv = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, hostname: /./, error: 'must be a postgres URL that names a host' })
    .describe("Where Postgres is: postgres://user:password@host:port/database, of the schema's owner."),
  DATABASE_POOL: envCount
    .refine((count) => count >= 1 && count <= 500, 'must be 1 to 500')
    .default(10)
    .describe('How many connections a process may have through each of its two doors.'),
  MASTER_KEY: z
    .string()
    .transform((text, context) => decodeMasterKey(text) ?? refuse(context, 'must be 32 bytes in base64'))
    .optional()
    .describe('32 random bytes in base64: the key above all keys. Either this or MASTER_KEY_FILE.'),
  MASTER_KEY_FILE: z
    .string()
    .transform(
      (file, context) => readMasterKey(file) ?? refuse(context, 'must be a file that holds 32 bytes in base64'),
    )
    .optional()
    .describe('A file that holds the master key.'),
};

type StoreSettings = z.output<z.ZodObject<typeof storeEnv>>;

export const masterKeyRule: EnvRule = (env) =>
  env['MASTER_KEY'] || env['MASTER_KEY_FILE'] ? null : 'MASTER_KEY: must be set, or MASTER_KEY_FILE';

export const storeConfig = ({ DATABASE_URL, DATABASE_POOL, ...keys }: StoreSettings): StoreConfig => {
  const masterKey = keys.MASTER_KEY ?? keys.MASTER_KEY_FILE;
  if (!masterKey) throw new Error('There is no master key.');
  return { databaseUrl: DATABASE_URL, masterKey, poolSize: DATABASE_POOL };
};

// Node decodes anything at all, so what it read has to be what was written.
function decodeMasterKey(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? bytes : null;
}

function readMasterKey(file: string): Buffer | null {
  try {
    return decodeMasterKey(readFileSync(file, 'utf8').trim());
  } catch {
    return null;
  }
}

function refuse(context: z.RefinementCtx<string>, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
