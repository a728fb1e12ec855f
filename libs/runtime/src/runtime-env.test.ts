import { expect, it } from 'vitest';
import { z } from 'zod';
import { readEnv } from './read-env.ts';
import { productionRule, runtimeEnv } from './runtime-env.ts';

const read = (source: Record<string, string>) => readEnv(z.object(runtimeEnv), source, [productionRule]);

it('needs nothing to be set', () => {
  expect(read({})).toMatchObject({ NODE_ENV: 'development', LOG_LEVEL: 'info', OUTBOUND_ALLOW: [] });
});

it('lets requests out to named addresses, but never in production', () => {
  const allowed = { OUTBOUND_ALLOW: 'localhost:9000, 127.0.0.1:9001' };
  expect(read(allowed).OUTBOUND_ALLOW).toEqual(['localhost:9000', '127.0.0.1:9001']);
  expect(() => read({ ...allowed, NODE_ENV: 'production' })).toThrow('OUTBOUND_ALLOW: must be left out in production');
});
