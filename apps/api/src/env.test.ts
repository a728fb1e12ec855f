import { expect, it } from 'vitest';
import { readRotationSettings, readSettings, readStoreSettings } from './env.ts';

const good = {
  DATABASE_URL: 'postgres://parley:secret@localhost:5432/parley',
  REDIS_URL: 'redis://localhost:6379',
  MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  MAIL_URL: 'smtp://mail.example.com',
};

it('needs to be told where Postgres and Redis are, where mail goes, and the master key; the rest has defaults', () => {
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
    MAIL_URL: 'file:///tmp/mail',
    MAIL_FROM: 'nobody',
    SIGNUP: 'perhaps',
    OPERATOR_EMAILS: 'me@example.com,you',
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

it.each([
  ['MAIL_URL', 'http://me:hunter2@mail.example.com'],
  ['MAIL_URL', 'smtp:///hunter2'],
  ['MAIL_URL', 'smtp://me:hunter2%ZZ@mail.example.com'],
  ['MAIL_URL', 'file://elsewhere/mail'],
  ['MAIL_URL', 'file:///'],
  ['MAIL_FROM', 'Parley <parley@example.com>\r\nBcc: eve@example.com'],
  ['MAIL_FROM', 'parley@example.com, eve@example.com'],
])('takes no %s like %j', (name, value) => {
  const read = () => readSettings({ ...good, [name]: value });
  expect(read).toThrow(new RegExp(`^  ${name}: must`, 'm'));
  expect(read).not.toThrow('hunter2');
});

it('takes a folder for mail, but not in production', () => {
  const settings = { ...good, MAIL_URL: 'file:///var/mail/parley' };
  expect(readSettings(settings).MAIL_URL.href).toBe('file:///var/mail/parley');
  expect(() => readSettings({ ...settings, NODE_ENV: 'production' })).toThrow(/MAIL_URL: must be a mail server/);
  expect(() => readSettings({ ...settings, NODE_ENV: 'production', MAIL_URL: 'FILE:/tmp' })).toThrow(/MAIL_URL/);
});

it('knows the installation operators in whatever letters they were written', () => {
  expect(readSettings({ ...good, OPERATOR_EMAILS: 'Me@Example.com, you@example.com' }).OPERATOR_EMAILS).toEqual([
    'me@example.com',
    'you@example.com',
  ]);
});

it('asks a step beside the api for Postgres and the master key alone', () => {
  const { DATABASE_URL, MASTER_KEY } = good;
  expect(readStoreSettings({ DATABASE_URL, MASTER_KEY })).toMatchObject({ DATABASE_URL });
  expect(() => readStoreSettings({ DATABASE_URL })).toThrow(/MASTER_KEY/);
});

it('refuses a public address without TLS in production, but for this machine alone', () => {
  const production = { ...good, NODE_ENV: 'production' };
  expect(() => readSettings({ ...production, PUBLIC_URL: 'http://example.com' })).toThrow(/PUBLIC_URL: must begin/);
  expect(() => readSettings({ ...production, PUBLIC_URL: 'http://localhost.example.com' })).toThrow(/PUBLIC_URL/);
  for (const url of ['https://example.com', 'http://localhost:8080']) {
    expect(readSettings({ ...production, PUBLIC_URL: url }).PUBLIC_URL.origin).toBe(url);
  }
});

it('takes a number of shards from 1 to 1000, for the migration, and leaves it to the installation where there is none', () => {
  expect(readStoreSettings({ ...good, SHARDS: '16' }).SHARDS).toBe(16);
  expect(readStoreSettings(good).SHARDS).toBeUndefined();
  for (const SHARDS of ['0', '1001', 'many']) expect(() => readStoreSettings({ ...good, SHARDS })).toThrow(/SHARDS/);
});

it('wants both master keys for a rotation, and knows which is which', () => {
  const NEW_MASTER_KEY = Buffer.alloc(32, 2).toString('base64');
  expect(readRotationSettings({ ...good, NEW_MASTER_KEY })).toEqual({
    databaseUrl: good.DATABASE_URL,
    oldKey: Buffer.alloc(32, 1),
    newKey: Buffer.alloc(32, 2),
  });
  expect(() => readRotationSettings(good)).toThrow(/NEW_MASTER_KEY: must be set, or NEW_MASTER_KEY_FILE/);
  expect(() => readRotationSettings({ ...good, NEW_MASTER_KEY: 'short' })).toThrow(/NEW_MASTER_KEY: must be 32 bytes/);
});
