import { idSchema } from '@parley/contract';
import { bootOrExit } from '@parley/runtime';
import { silenceLibsignal } from '@parley/whatsapp';
import { z } from 'zod';
import { readSettings } from '../apps/worker/src/env.ts';
import { startWorker } from '../apps/worker/src/start-worker.ts';

// A worker as it is, which also sends what the test that started it asks for. Run by the tests of faults.

const orderSchema = z.object({
  id: z.string(),
  device: z.object({ tenantId: idSchema('ten'), deviceId: idSchema('dev') }),
  to: z.string(),
  text: z.string(),
});

silenceLibsignal();
process.on('disconnect', () => process.exit(1));

await bootOrExit(async () => {
  const devices = await startWorker(readSettings());
  process.on('message', (order) => {
    const { id, device, to, text } = orderSchema.parse(order);
    const sending = devices
      ?.find(device)
      ?.session()
      ?.send({ id, to: { phone: to }, content: { kind: 'text', text } });
    void Promise.resolve(sending).then((outcome) => process.send?.({ id, acked: outcome?.acked ?? false }));
  });
});
