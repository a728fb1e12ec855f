import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  freePolicy,
  type MemberId,
  type Network,
  newId,
  type Policy,
  type Role,
  type Scope,
  scopes,
  type TenantId,
  type TokenId,
} from '@parley/contract';
import { createSignals, openRedis } from '@parley/coordination';
import { createLogger, createMetrics } from '@parley/runtime';
import { hashPassword, installationAuthor, openStore, type Store } from '@parley/store';
import { createTestDatabase, type PlanId, testMasterKey } from '@parley/store/test-database';
import { afterAll, expect, inject } from 'vitest';
import { createApi } from '../src/create-api.ts';
import { envSchema } from '../src/env.ts';
import { findSecrets, readDatabase, readRedis, testPassword } from './secrets-at-rest.ts';
import { from, newAddress } from './test-address.ts';
import { awaitMail, readMails, type TestMail } from './test-mail.ts';

export type TestTenant = { id: TenantId; name: string; token: string };

/** A member who is logged in. */
export type TestMember = { tenant: TestTenant; id: MemberId; email: string; password: string; cookie: string };

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

type Asker = { tenant: Pick<TestTenant, 'name'>; cookie: string };

type Credentials = { email: string; password: string; address?: string };

type Asking = {
  origin: string;
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** Asks as a tenant: its token, below its base. */
  as(tenant: Pick<TestTenant, 'name' | 'token'>, path: string, init?: RequestInit): Promise<Answer>;
  /** Asks as the dashboard does for a member who is logged in. */
  asMember(member: Asker, path: string, init?: RequestInit): Promise<Answer>;
  /** Tries to log in, from an address of its own unless one is given. */
  logIn(tenant: Pick<TestTenant, 'name'>, given: Credentials): Promise<Answer>;
};

type Narrowed = { scopes?: Scope[]; network?: Network; policy?: Partial<Policy> };

export type TestApi = Asking & {
  store: Store;
  /** The owner's URL of the database, where row-level security hides nothing. */
  databaseUrl: string;
  redisUrl: string;
  /** Every line that was logged. */
  log: string[];
  /** The origin of our own pages: what a browser sends as `Origin` from them. */
  ownOrigin: string;
  createTenant(options?: { planId?: PlanId; scopes?: Scope[] }): Promise<TestTenant>;
  /** The tenant by another of its tokens: one for the real WhatsApp that may do all, but for what is narrowed here. */
  narrow(tenant: TestTenant, to?: Narrowed): Promise<TestTenant & { tokenId: TokenId }>;
  /** A member made by way of the store, logged in; an owner unless another role is given. */
  createMember(tenant: TestTenant, options?: { role?: Role; email?: string }): Promise<TestMember>;
  /** Everything that was mailed, oldest first. */
  mails(): TestMail[];
  /** Waits for the first mail to somebody, or a later one. */
  mailTo(email: string, count?: number): Promise<TestMail>;
  /** One more api process over the same database. */
  startAnother(): Promise<Asking & { close(): Promise<void> }>;
};

export type TestApiOptions = {
  settings?: Record<string, string>;
  /** Of a file that holds shards: their queues and leases are its own then. */
  redisUrl?: string;
  /** The address by which the api reaches its database, given the real one. */
  databaseUrlFor?: (databaseUrl: string) => string | Promise<string>;
};

export { testPassword };

/** A request with a JSON body. */
export const json = (body: unknown, method = 'POST'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** An address that nobody has yet. */
export const newEmail = (): string => `${newId('mem')}@example.com`;

/** The name and the value of the cookie an answer sets, as a browser sends them back. */
export const cookieIn = ({ headers }: Answer): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** A whole api on a port of its own, over a database of its own. One for each test file. */
export const startTestApi = async ({
  settings = {},
  redisUrl = inject('redisUrl'),
  databaseUrlFor = (url) => url,
}: TestApiOptions = {}): Promise<TestApi> => {
  const database = await createTestDatabase();
  const redis = openRedis({ url: redisUrl, logger: createLogger({ process: 'test', level: 'silent' }) });
  const { tell } = createSignals({ redis });
  // What a test does by way of the store is told to whoever waits, as what a process does is.
  const store = openStore({ databaseUrl: database.databaseUrl, masterKey: testMasterKey, openWithinMs: 10_000 }, tell);
  const log: string[] = [];
  const mailFolder = mkdtempSync(join(tmpdir(), 'parley-mail-'));
  const env = envSchema.parse({
    NODE_ENV: 'test',
    DATABASE_URL: await databaseUrlFor(database.databaseUrl),
    REDIS_URL: redisUrl,
    MASTER_KEY: testMasterKey.toString('base64'),
    MAIL_URL: pathToFileURL(mailFolder).href,
    // Each file asks from an address of its own, as if through a proxy.
    TRUST_PROXY: '1',
    ...settings,
  });
  const ownOrigin = env.PUBLIC_URL.origin;
  const logger = createLogger({
    process: 'api',
    level: 'info',
    destination: { write: (line: string) => void log.push(line) },
  });
  const closing: (() => Promise<void>)[] = [];
  const open = async () => {
    const api = await createApi(env, logger, createMetrics({ process: 'api' }));
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= api.close());
    closing.push(close);
    await api.app.listen({ host: '127.0.0.1', port: 0 });
    return { ...createAsking(await api.app.getUrl(), ownOrigin), close };
  };
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
    const [rows, keys] = [await readDatabase(database.databaseUrl), await readRedis(redisUrl)];
    await store.close();
    await redis.close();
    await database.drop();
    rmSync(mailFolder, { recursive: true });
    expect(findSecrets({ ...rows, ...keys, log: log.join('') }), 'nothing usable lies about').toEqual([]);
  });

  const { close: _, ...asking } = await open();
  return {
    ...asking,
    store,
    databaseUrl: database.databaseUrl,
    redisUrl,
    log,
    ownOrigin,
    createTenant: async ({ planId = 'demo', scopes: granted = [...scopes] } = {}) => {
      const name = `t-${newId('ten').slice(-10)}`;
      const created = await store.forInstallation(({ createTenant }) => createTenant({ name, planId }));
      if (!created.ok) throw new Error(`No tenant ${name}.`);
      const { id } = created.value;
      const { clear } = await store.forCaller(installationAuthor(id), ({ tokens }) =>
        tokens.create({ name: 'test', network: 'sandbox', scopes: granted }),
      );
      return { id, name, token: clear };
    },
    narrow: async (tenant, { scopes: granted = [...scopes], network = 'live', policy = {} } = {}) => {
      const { token, clear } = await store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
        tokens.create({ name: 'one more', network, scopes: granted, policy: { ...freePolicy, ...policy } }),
      );
      return { ...tenant, token: clear, tokenId: token.id };
    },
    createMember: async (tenant, { role = 'owner', email = newEmail() } = {}) => {
      const passwordHash = await hashPassword(testPassword);
      const { id, clear } = await store.forCaller(installationAuthor(tenant.id), async ({ members, logins }) => {
        const added = await members.add({ email, role, passwordHash, hasOwnPassword: true });
        if (!added.ok) throw new Error(`No member ${email}: ${added.failure.code}.`);
        return { id: added.value.id, clear: (await logins.open(added.value.id)).clear };
      });
      const name = `${ownOrigin.startsWith('https:') ? '__Host-parley' : 'parley'}-${tenant.name}`;
      return { tenant, id, email, password: testPassword, cookie: `${name}=${clear}` };
    },
    mails: () => readMails(mailFolder),
    mailTo: (email, count = 1) => awaitMail(mailFolder, email, count),
    startAnother: open,
  };
};

const createAsking = (origin: string, ownOrigin: string): Asking => {
  const ownAddress = newAddress();
  const request: Asking['request'] = async (path, init) => {
    const headers = { 'x-forwarded-for': ownAddress, ...Object.fromEntries(new Headers(init?.headers)) };
    const response = await fetch(`${origin}${path}`, { redirect: 'manual', ...init, headers });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  };
  const askWith = (given: Record<string, string>, path: string, init?: RequestInit): Promise<Answer> =>
    request(path, { ...init, headers: { ...given, ...Object.fromEntries(new Headers(init?.headers)) } });
  return {
    origin,
    request,
    as: ({ name, token }, path, init) => askWith({ 'access-token': token }, `/t/${name}${path}`, init),
    asMember: ({ tenant, cookie }, path, init) =>
      askWith({ cookie, 'x-parley-dashboard': '1', origin: ownOrigin }, `/t/${tenant.name}${path}`, init),
    logIn: ({ name }, { email, password, address = newAddress() }) =>
      request(`/t/${name}/api/v1/login`, from(address, json({ email, password }))),
  };
};
