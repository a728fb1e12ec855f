import 'reflect-metadata';
import { newId, type Scope, scopes, type TenantId } from '@parley/contract';
import { createLogger, createMetrics } from '@parley/runtime';
import type { Store } from '@parley/store';
import { createTestDatabase, testMasterKey } from '@parley/store/test-database';
import { afterAll, inject } from 'vitest';
import { createApi } from '../src/create-api.ts';
import { envSchema } from '../src/env.ts';

export type TestTenant = { id: TenantId; name: string; token: string };

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

export type TestApi = {
  origin: string;
  store: Store;
  /** Every line that was logged. */
  log: string[];
  createTenant(options?: { planId?: 'demo' | 'free'; scopes?: Scope[] }): Promise<TestTenant>;
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** Asks as a tenant: its token, below its base. */
  as(tenant: TestTenant, path: string, init?: RequestInit): Promise<Answer>;
};

export type TestApiOptions = {
  settings?: Record<string, string>;
  /** The address by which the api reaches its database, given the real one. */
  databaseUrlFor?: (databaseUrl: string) => string | Promise<string>;
};

/** A whole api on a port of its own, over a database of its own. One for each test file. */
export const startTestApi = async ({
  settings = {},
  databaseUrlFor = (url) => url,
}: TestApiOptions = {}): Promise<TestApi> => {
  const database = await createTestDatabase();
  const store = database.openStore();
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const env = envSchema.parse({
    NODE_ENV: 'test',
    DATABASE_URL: await databaseUrlFor(database.databaseUrl),
    REDIS_URL: inject('redisUrl'),
    MASTER_KEY: testMasterKey.toString('base64'),
    ...settings,
  });
  const logger = createLogger({ process: 'api', level: 'info', destination });
  const api = await createApi(env, logger, createMetrics({ process: 'api' }));
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const origin = await api.app.getUrl();
  afterAll(async () => {
    await api.close();
    await store.close();
    await database.drop();
  });

  const request: TestApi['request'] = async (path, init) => {
    const response = await fetch(`${origin}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  };

  return {
    origin,
    store,
    log,
    request,
    as: ({ name, token }, path, init) =>
      request(`/t/${name}${path}`, {
        ...init,
        headers: { 'access-token': token, ...Object.fromEntries(new Headers(init?.headers)) },
      }),
    createTenant: async ({ planId = 'demo', scopes: granted = [...scopes] } = {}) => {
      const name = `t-${newId('ten').slice(-10)}`;
      const created = await store.forInstallation(({ createTenant }) => createTenant({ name, planId }));
      if (!created.ok) throw new Error(`No tenant ${name}.`);
      const { id } = created.value;
      const { clear } = await store.forTenant(id, ({ tokens }) =>
        tokens.create({ name: 'test', network: 'sandbox', scopes: granted }),
      );
      return { id, name, token: clear };
    },
  };
};
