import { installationAuthor } from '@parley/store';
import { asOwner, createTestDatabase, createTestTenant } from '@parley/store/test-database';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { findSecrets, readDatabase, readRedis, testPassword, withRedis } from './secrets-at-rest.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);
const tenant = await createTestTenant(store);

/** Made up: right in shape, which is all a copy in somebody's hands would show. */
const secret = `par_code_${'0'.repeat(26)}_${'a'.repeat(39)}`;

const asFound = [expect.stringContaining('par_code_000')];

/** Puts a text into a row that is there anyway, and says what is found. */
const plant = async (column: string, value: string | Buffer | object) => {
  await asOwner(database.databaseUrl, (owner) => owner.query(`update tokens set ${column} = $1`, [value]));
  return findSecrets(await readDatabase(database.databaseUrl));
};

describe('a secret in clear is found', () => {
  it('in a row: in a text, in JSON and in bytes', async () => {
    await store.forCaller(installationAuthor(tenant), ({ tokens }) =>
      tokens.create({ name: 'planted', network: 'sandbox', scopes: [] }),
    );
    expect(findSecrets(await readDatabase(database.databaseUrl))).toEqual([]);
    expect(await plant('policy', { note: secret })).toEqual(asFound);
    expect(await plant('policy', {})).toEqual([]);
    expect(await plant('hash', Buffer.from(secret))).toEqual(asFound);
    expect(await plant('hash', Buffer.alloc(32))).toEqual([]);
    expect(await plant('name', secret)).toEqual(asFound);
  });

  it('in Redis, whatever it is kept as', async () => {
    // A database of its own there: the one beside it is searched after every other test file.
    const url = new URL('/15', inject('redisUrl')).href;
    await withRedis(url, async (redis) => {
      expect(findSecrets(await readRedis(url))).toEqual([]);
      await redis.set(secret, 'as a key');
      await redis.set('string', secret);
      await redis.hset('hash', 'field', secret);
      await redis.rpush('list', secret);
      await redis.sadd('set', secret);
      await redis.zadd('zset', 1, secret);
      await redis.xadd('stream', '*', 'field', secret);
      expect(findSecrets(await readRedis(url))).toHaveLength(7);
      await redis.flushdb();
    });
  });

  it('in a line of the log, and a password likewise', () => {
    expect(findSecrets({ log: `{"msg":"given ${secret}"}` })).toEqual(['log: par_code_000…']);
    expect(findSecrets({ log: `{"msg":"${testPassword} was typed"}` })).toHaveLength(1);
    expect(findSecrets({ log: '{"msg":"given par_code_[hidden]"}' })).toEqual([]);
  });
});
