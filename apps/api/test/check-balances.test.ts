import { expect, it } from 'vitest';
import { checkBalances } from '../src/reports/check-balances.ts';
import { inDatabase } from './in-database.ts';
import { startTestApi } from './test-api.ts';
import { addLinkedDevice } from './test-holder.ts';
import { sendText } from './test-messages.ts';

const api = await startTestApi();

it('says how much it counted, and names a counter that somebody changed, with its tenant, device and day', async () => {
  const tenant = await api.createTenant();
  const { id } = await addLinkedDevice(api, tenant.id);
  await sendText(api, tenant, { device: id });
  expect(await checkBalances(api.store)).toEqual({
    exitCode: 0,
    said: 'Every balance is what its messages say: 1 balances, 1 messages.',
  });
  await inDatabase(api, 'update balances set pending = 3, failed = 1');
  const { exitCode, said } = await checkBalances(api.store);
  expect([exitCode, said.split('\n')]).toEqual([
    1,
    [
      expect.stringMatching(
        new RegExp(`^${tenant.id} ${id} \\d{4}-\\d\\d-\\d\\d: pending 3, but there are 1; failed 1, but there are 0$`),
      ),
      '1 of 1 balances, 1 messages are not what the messages say.',
    ],
  ]);
});
