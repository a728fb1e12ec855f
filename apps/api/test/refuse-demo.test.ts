import { createTestDatabase, createTestTenant } from '@parley/store/test-database';
import { afterAll, expect, it } from 'vitest';
import { refuseDemo } from '../src/refuse-demo.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());

it('lets every tenant into production but the one that npm start makes', async () => {
  await createTestTenant(store, 'acme');
  await expect(refuseDemo(store)).resolves.toBeUndefined();
  await createTestTenant(store, 'demo');
  await expect(refuseDemo(store)).rejects.toThrow('holds the demo tenant');
});
