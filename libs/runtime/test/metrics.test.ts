import { afterAll, expect, it } from 'vitest';
import { createMetrics, serveMetrics } from '../src/metrics.ts';

const served = await serveMetrics(createMetrics({ process: 'test' }), { host: '127.0.0.1', port: 0 });
afterAll(() => served.close());
const ask = (path: string) => fetch(`http://127.0.0.1:${served.port}${path}`);

it('tells Prometheus about the process, its event loop and its memory', async () => {
  const answer = await ask('/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await answer.text();
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{process="test"\} \S+$/m);
  expect(text).toMatch(/^process_resident_memory_bytes\{process="test"\} \d+$/m);
});

it('serves nothing else on that port', async () => {
  expect((await ask('/')).status).toBe(404);
});

it('keeps the registries of two processes apart', async () => {
  const [one, two] = [createMetrics({ process: 'one' }), createMetrics({ process: 'two' })];
  await expect(one.metrics()).resolves.not.toContain('process="two"');
  await expect(two.metrics()).resolves.toContain('process="two"');
});

it('refuses a port that is taken', async () => {
  await expect(serveMetrics(createMetrics({ process: 'x' }), { host: '127.0.0.1', port: served.port })).rejects.toThrow(
    'EADDRINUSE',
  );
});
