import { expect, it } from 'vitest';
import { leaseTimesOf, readSettings } from './env.ts';

const needed = {
  DATABASE_URL: 'postgres://parley:secret@localhost/parley',
  REDIS_URL: 'redis://localhost',
  MASTER_KEY: Buffer.alloc(32).toString('base64'),
};

it('holds leases as long as everybody does, unless told otherwise', () => {
  expect(leaseTimesOf(readSettings(needed))).toEqual({
    ttlMs: 10_000,
    holdMs: 7_000,
    renewEveryMs: 3_000,
    lookEveryMs: 250,
  });
  expect(leaseTimesOf(readSettings({ ...needed, LEASE_TTL_MS: '20000' })).ttlMs).toBe(20_000);
});

it.each([
  [{ LEASE_TTL_MS: '7000' }, 'LEASE_TTL_MS: look at least as often as renew'],
  [{ LEASE_RENEW_EVERY_MS: '4000' }, 'LEASE_TTL_MS: look at least as often as renew'],
  [{ WHATSAPP_VERSION: 'new' }, 'WHATSAPP_VERSION: must be three numbers with points between'],
  [{ WORKER_NETWORK: 'sandbox' }, 'SANDBOX_URL: must be set for a worker of the sandbox'],
])('refuses %j, and says why', (wrong, why) => {
  expect(() => readSettings({ ...needed, ...wrong })).toThrow(why);
});

it('reads a version as WhatsApp writes it', () => {
  const { WHATSAPP_VERSION } = readSettings({ ...needed, WHATSAPP_VERSION: '2.3000.1035194821' });
  expect(WHATSAPP_VERSION).toEqual([2, 3000, 1_035_194_821]);
});
