import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { json, startTestApi } from './test-api.ts';
import { addDevice } from './test-holder.ts';

// What holds for every operation that names a device. Devices of other tenants are in every-operation.test.ts.

const api = await startTestApi();

it('has no device of the real WhatsApp for a token of the sandbox: it is answered as if there were none', async () => {
  const tenant = await api.createTenant();
  const live = await addDevice(api, tenant.id, { network: 'live' });
  for (const id of [live.id, newId('dev')]) {
    const asked = [
      await api.as(tenant, `/api/v1/devices/${id}`),
      await api.as(tenant, `/api/v1/devices/${id}`, json({ name: 'Mine' }, 'PATCH')),
      await api.as(tenant, `/api/v1/devices/${id}`, { method: 'DELETE' }),
      ...(await Promise.all(
        ['link', 'unlink', 'stop', 'restart'].map((what) => api.as(tenant, `/api/v1/devices/${id}/${what}`, json({}))),
      )),
      await api.as(tenant, `/api/v1/devices/${id}/health`),
      await api.as(tenant, `/api/v1/devices/${id}/log`),
      await api.as(tenant, `/api/v1/numbers/12025550120?device=${id}`),
    ];
    expect(asked.map(({ status, body }) => [status, body['code']])).toEqual(asked.map(() => [404, 'device_not_found']));
  }
});
