import { account, newId } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { createTestDatabase, createTestTenant, readEvents } from './test-database.ts';
import { installationAuthor, TenantGone } from '../src/index.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const acme = await createTestTenant(store);

const changeZone = (timeZone?: string) =>
  store.forCaller(installationAuthor(acme), ({ tenant }) => tenant.changeSettings({ time_zone: timeZone }));

it('shows a tenant its account in the shape the contract promises', async () => {
  const shown = await store.forTenant(acme, ({ tenant }) => tenant.account());
  expect(account.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ id: acme, name: 'acme', time_zone: 'UTC', plan: { id: 'demo' } });
  expect(Math.abs(Date.parse(shown.created_at) - Date.now())).toBeLessThan(60_000);
});

it('throws for the account and the settings of a tenant that is not there', async () => {
  const nobody = newId('ten');
  await expect(store.forTenant(nobody, ({ tenant }) => tenant.account())).rejects.toThrow('no such tenant');
  await expect(store.forTenant(nobody, ({ tenant }) => tenant.settings())).rejects.toThrow(TenantGone);
  await expect(store.forCaller(installationAuthor(nobody), ({ tenant }) => tenant.changeSettings({}))).rejects.toThrow(
    TenantGone,
  );
});

it('changes a setting and tells which, not to what', async () => {
  expect(await changeZone('Asia/Tokyo')).toEqual({ time_zone: 'Asia/Tokyo' });
  expect(await store.forTenant(acme, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'Asia/Tokyo' });
  const events = await readEvents(database, 'settings.changed');
  expect(events).toEqual([{ tenant: acme, data: { fields: ['time_zone'] } }]);
});

it('tells of nothing when nothing changed', async () => {
  const before = await readEvents(database, 'settings.changed');
  const { time_zone: same } = await changeZone();
  expect(await changeZone(same)).toEqual({ time_zone: same });
  expect(await readEvents(database, 'settings.changed')).toEqual(before);
});
