import { expect, it } from 'vitest';
import { z } from 'zod';
import { readEnv } from './read-env.ts';
import { productionRule, runtimeEnv } from './runtime-env.ts';

const read = (source: Record<string, string>) => readEnv(z.object(runtimeEnv), source, [productionRule]);

it('needs nothing to be set', () => {
  expect(read({})).toMatchObject({ NODE_ENV: 'development', LOG_LEVEL: 'info', OUTBOUND_ALLOW: [] });
});

it('sends traces over http or https and to nothing else', () => {
  const to = (endpoint: string) => read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).OTEL_EXPORTER_OTLP_ENDPOINT;
  expect(to('http://collector:4318')).toBe('http://collector:4318');
  expect(() => to('grpc://collector:4317')).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT: must be an http or https URL');
});

it('lets requests out to named addresses, but never in production', () => {
  const allowed = { OUTBOUND_ALLOW: 'localhost:9000, 127.0.0.1:9001' };
  expect(read(allowed).OUTBOUND_ALLOW).toEqual(['localhost:9000', '127.0.0.1:9001']);
  expect(() => read({ ...allowed, NODE_ENV: 'production' })).toThrow('OUTBOUND_ALLOW: must be left out in production');
});
