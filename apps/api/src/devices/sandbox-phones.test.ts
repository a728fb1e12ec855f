import { createServer } from 'node:http';
import { newId } from '@parley/contract';
import { expect, it, onTestFinished } from 'vitest';
import { createSandboxPhones } from './sandbox-phones.ts';

/** A server that answers whatever it is asked with this. */
const serving = async (text: string): Promise<URL> => {
  const server = createServer((_request, response) => response.end(text));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
};

it.each(['<html>Bad gateway</html>', '', '{"phone": 1}'])('takes who answers %j for no sandbox', async (text) => {
  const phones = createSandboxPhones(await serving(text));
  const scanned = await phones.scan({ device: { id: newId('dev'), phone: null }, lid: null }, 'a code');
  expect(scanned).toMatchObject({ ok: false, failure: { code: 'sandbox_unavailable' } });
});
