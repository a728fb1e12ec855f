import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { claimPort, freePort } from './free-port.ts';

const take = async (port: number, host: string) => {
  const server = createServer().listen(port, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
};

it.each(['127.0.0.1', '0.0.0.0', '::1', '::'])('steps over a port that somebody holds on %s', async (host) => {
  const port = await freePort();
  await take(port, host);
  expect(await claimPort(port)).toBeGreaterThan(port);
});

it('takes the port it was asked for when nobody holds it, and gives it to nobody else', async () => {
  const port = await freePort();
  expect(await claimPort(port)).toBe(port);
  expect(await claimPort(port)).toBeGreaterThan(port);
});
