import { expect, it } from 'vitest';
import { readSettings } from './env.ts';

const good = {
  DATABASE_URL: 'postgres://parley:secret@localhost:5432/parley',
  REDIS_URL: 'redis://localhost:6379',
  MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
};

it('needs to be told where Postgres and Redis are, and the master key; the rest has defaults', () => {
  expect(readSettings(good)).toMatchObject({ API_PORT: 8080, NODE_ENV: 'development', OUTBOUND_ALLOW: [] });
});

it('names every fault at once, and shows no value that may be secret', () => {
  const faults = {
    API_PORT: '80800',
    PUBLIC_URL: 'localhost',
    DATABASE_URL: 'mysql://me:hunter2@db/x',
    DATABASE_POOL: 'many',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'yes',
    METRICS_PORT: '-1',
    NODE_ENV: 'production',
    OUTBOUND_ALLOW: 'localhost:9000',
  };
  const read = () => readSettings(faults);
  const names = Object.keys(faults).filter((name) => name !== 'NODE_ENV');
  for (const name of [...names, 'REDIS_URL', 'MASTER_KEY']) {
    expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'));
  }
  expect(read).not.toThrow('hunter2');
});

it('takes a public address only without a path, since no route would have it', () => {
  expect(() => readSettings({ ...good, PUBLIC_URL: 'https://example.com/parley' })).toThrow(/PUBLIC_URL/);
});

it('takes no master key that is not 32 bytes', () => {
  expect(() => readSettings({ ...good, MASTER_KEY: Buffer.alloc(16).toString('base64') })).toThrow(/MASTER_KEY/);
  expect(() => readSettings({ ...good, MASTER_KEY: '', MASTER_KEY_FILE: '/nowhere/key' })).toThrow(/MASTER_KEY_FILE/);
});
