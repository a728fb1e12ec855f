import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Address, type Served, serve, toJson } from './serve.ts';

export type Metrics = Registry;

/** A registry that already knows the process: memory, CPU, garbage collection, event-loop lag. */
export const createMetrics = ({ process: name }: { process: string }): Metrics => {
  const metrics = new Registry();
  metrics.setDefaultLabels({ process: name });
  collectDefaultMetrics({ register: metrics });
  return metrics;
};

/** `/metrics` on a port of its own, so that it is never public by accident. */
export const serveMetrics = (metrics: Metrics, address: Address): Promise<Served> =>
  serve(async (path) => {
    if (path !== '/metrics') return toJson(404, { ok: false });
    return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  }, address);
