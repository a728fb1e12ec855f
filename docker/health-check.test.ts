import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { lastStep, readDockerfile } from './read-dockerfile.ts';

const doors = [
  { target: 'api', portName: 'API_PORT', path: '/healthz' },
  { target: 'worker', portName: 'WORKER_PORT', path: '/healthz' },
  { target: 'sandbox', portName: 'SANDBOX_PORT', path: '/health' },
];

it.each(doors)('the health check of the $target says what its $path says', async ({ target, portName, path }) => {
  let status = 200;
  const server = createServer((request, response) => {
    response.writeHead(request.url === path ? status : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = z.object({ port: z.number() }).parse(server.address());
  const check = () => exitCodeOf(healthCheckOf(target), { [portName]: String(address.port) });

  expect(await check()).toBe(0);
  status = 503;
  expect(await check()).toBe(1);
  server.close();
  await once(server, 'close');
  expect(await check(), 'nobody answers').toBe(1);
});

const healthCheckOf = (target: string): string[] => {
  const stage = readDockerfile(readFileSync('docker/Dockerfile', 'utf8')).find(({ name }) => name === target);
  const [, command = ''] = /CMD (\[.*\])$/.exec((stage && lastStep(stage, 'HEALTHCHECK')) ?? '') ?? [];
  return z.array(z.string()).parse(JSON.parse(command));
};

/** The Node that runs this test stands for the one in the image. */
const exitCodeOf = async ([, ...words]: string[], env: Record<string, string>): Promise<unknown> => {
  const [code] = await once(execFile(process.execPath, words, { env }), 'exit');
  return code;
};
