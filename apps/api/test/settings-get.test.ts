import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();

it('shows the settings', async () => {
  const tenant = await api.createTenant();
  const { status, body } = await api.as(tenant, '/api/v1/settings');
  expect([status, body]).toEqual([200, { time_zone: 'UTC' }]);
});
