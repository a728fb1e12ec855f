import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'node:https';
import { expect, it, onTestFinished } from 'vitest';
import { createSafeMedia } from '../src/safe-media.ts';

/** Something inside our own network, which counts who comes. */
const startInside = async () => {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { port: address.port, calls: () => calls };
};

it('never calls anything inside our own network, whatever a phone says where its history lies', async () => {
  const { port, calls } = await startInside();
  const { options, fetchAgent } = createSafeMedia();
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433'])
    for (const scheme of ['https', 'http']) {
      const asked = fetch(`${scheme}://${host}:${port}/`, options);
      await expect(asked, host).rejects.toMatchObject({ cause: { refusal: { kind: 'address' } } });
    }
  const [error] = await once(request({ host: '127.0.0.1', port, agent: fetchAgent }).end(), 'error');
  expect(error).toMatchObject({ refusal: { kind: 'address' } });
  expect(calls()).toBe(0);
});
