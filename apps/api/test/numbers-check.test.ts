import { expect, it } from 'vitest';
import { addDevice, addLinkedDevice, newPhone, startApiWithHolder } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const check = (phone: string, device: string) => api.as(tenant, `/api/v1/numbers/${phone}?device=${device}`);

it('answers what WhatsApp says of a number, by a device that is named by its own', async () => {
  const phone = newPhone();
  const device = await addLinkedDevice(api, tenant.id, { phone });
  await holder.hold(device);
  const answers = [await check('+12025550120', device.id), await check('12025550121', phone)];
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [200, { phone: '+12025550120', on_whatsapp: true, lid: null }],
    [200, { phone: '+12025550121', on_whatsapp: false, lid: null }],
  ]);
});

it('says at once that nobody is there, and asks no device that is not linked', async () => {
  const startedAt = performance.now();
  const [alone, added] = [await addLinkedDevice(api, tenant.id), await addDevice(api, tenant.id)];
  const answers = [await check('12025550120', alone.id), await check('12025550120', added.id)];
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [504, 'device_not_answering'],
    [409, 'device_not_linked'],
  ]);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
