import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '@parley/runtime';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { masterKeyRule, storeConfig, storeEnv } from './store-env.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-env-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (text: string): string => {
  const file = join(folder, randomUUID());
  writeFileSync(file, text);
  return file;
};

const masterKey = Buffer.alloc(32, 9);
const keyText = masterKey.toString('base64');
const good = { DATABASE_URL: 'postgres://parley@localhost/parley', MASTER_KEY: keyText };
const read = (source: Record<string, string>) => storeConfig(readEnv(z.object(storeEnv), source, [masterKeyRule]));

it('reads where Postgres is and the master key, which may lie in a file', () => {
  const config = { databaseUrl: good.DATABASE_URL, masterKey, poolSize: 10 };
  expect(read(good)).toEqual(config);
  expect(read({ ...good, MASTER_KEY: '', MASTER_KEY_FILE: fileWith(`${keyText}\n`) })).toEqual(config);
  expect(read({ ...good, DATABASE_POOL: '500' })).toEqual({ ...config, poolSize: 500 });
});

it.each([
  ['MASTER_KEY', 'of 33 bytes', Buffer.alloc(33).toString('base64')],
  ['MASTER_KEY', 'of 31 bytes', Buffer.alloc(31).toString('base64')],
  ['MASTER_KEY', 'with signs that are not of base64', `${keyText.slice(0, 20)}!${keyText.slice(20)}`],
  ['MASTER_KEY_FILE', 'that holds 33 bytes', fileWith(Buffer.alloc(33).toString('base64'))],
  ['MASTER_KEY_FILE', 'that is not there', join(folder, 'none')],
  ['DATABASE_URL', 'without a host', 'postgres:///parley'],
  ['DATABASE_URL', 'of another database', 'mysql://localhost/parley'],
  ['DATABASE_POOL', 'not in decimals', '0x10'],
  ['DATABASE_POOL', 'of none', '0'],
  ['DATABASE_POOL', 'of too many', '501'],
])('refuses a %s %s, beside every other fault', (name, _what, value) => {
  const schema = z.object({ ...storeEnv, OTHER: z.string() });
  const refused = () => readEnv(schema, { ...good, [name]: value });
  expect(refused).toThrow(new RegExp(`^  ${name}: must be`, 'm'));
  expect(refused).toThrow(/^ {2}OTHER: must be set/m);
});
