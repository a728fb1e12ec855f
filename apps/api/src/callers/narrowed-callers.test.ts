import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type DeviceId, freePolicy, newId, operation, type Policy, yes } from '@parley/contract';
import { createLimiter, openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { installationAuthor } from '@parley/store';
import { createTestDatabase, createTestTenant } from '@parley/store/test-database';
import { afterAll, beforeEach, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createLoginVerifier } from '../logins/verify-login.ts';
import { createTokenVerifier } from '../tokens/verify-token.ts';
import { rememberCaller } from './caller.ts';
import { createStillGood } from './still-good.ts';
import { OperationInterceptor } from '../http/operation.interceptor.ts';
import { Operation } from '../http/operation.ts';

// No operation of the contract names a chat yet. This one does, as those to come will; it stands behind the same
// interceptor, and the caller is whoever the test says.

const send = operation({
  name: 'things.send',
  summary: 'Send a thing.',
  scope: null,
  input: z.strictObject({ device: z.string().optional(), to: z.string().trim() }),
  output: z.object({}),
  errors: [],
  http: { method: 'post', path: '/api/v1/things', status: 202 },
});

let sent = 0;

class Things {
  @Operation(send)
  send() {
    sent += 1;
    return yes({});
  }
}
Controller()(Things);

const logger = createLogger({ process: 'test', level: 'silent' });
const redis = openRedis({ url: inject('redisUrl'), logger });
const limiter = createLimiter({ redis, logger });
const database = await createTestDatabase();
const store = database.openStore();
const stillGood = createStillGood({ verifyToken: createTokenVerifier(store), verifyLogin: createLoginVerifier(store) });
const tenantId = await createTestTenant(store);
const addDevice = async (phone: string): Promise<DeviceId> => {
  const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
    devices.add({ name: 'Shop', network: 'live', phone, proxy: null }),
  );
  if (!added.ok) throw new Error(added.failure.code);
  return added.value.device.id;
};
const device = await addDevice('4915112345678');
const other = await addDevice('4915112345679');
// Somebody had typed the same number before: whoever may use the one does not get the other by it.
const number = '4915112345670';
const shared = await addDevice(number);
await addDevice(number);

class ThingsModule {}
Module({
  controllers: [Things],
  providers: [{ provide: APP_INTERCEPTOR, useValue: new OperationInterceptor({ limiter, store, stillGood, logger }) }],
})(ThingsModule);

const app = await NestFactory.create<NestFastifyApplication>(ThingsModule, new FastifyAdapter(), { logger: false });
let policy: Policy | null = null;
app
  .getHttpAdapter()
  .getInstance()
  .addHook('onRequest', async (request) => {
    const by = { kind: 'token', id: newId('tok'), network: 'live', expiresAt: null } as const;
    const at = { name: 'acme', origin: 'https://example.com', path: '' };
    rememberCaller(request, {
      tenantId,
      at,
      by,
      scopes: [],
      policy,
      address: '::1',
      requestId: request.id,
    });
  });
await app.init();
afterAll(() => Promise.all([app.close(), redis.close(), database.drop()]));
beforeEach(() => {
  sent = 0;
});

const to = '+4915112345678';

const ask = async (narrowed: Partial<Policy> | null, payload: object) => {
  policy = narrowed && { ...freePolicy, ...narrowed };
  const answer = await app.inject({ method: 'POST', url: '/api/v1/things', payload });
  const body: unknown = answer.json();
  return { status: answer.statusCode, body, sent };
};

it('does what a caller may who is narrowed in nothing', async () => {
  expect(await ask(null, { to })).toMatchObject({ status: 202, sent: 1 });
  expect(await ask({}, { device, to })).toMatchObject({ status: 202, sent: 2 });
});

it('does what a narrowed caller may', async () => {
  expect(await ask({ devices: [device], chats: [to] }, { device, to })).toMatchObject({ status: 202, sent: 1 });
});

it('does what a narrowed caller may with its own device by its number, whoever else has that number', async () => {
  expect(await ask({ devices: [device] }, { device: '4915112345678', to })).toMatchObject({ status: 202, sent: 1 });
  expect(await ask({ devices: [shared] }, { device: number, to })).toMatchObject({ status: 202, sent: 2 });
});

it('holds the input as it was read against the policy, not as it was written', async () => {
  expect(await ask({ chats: [to] }, { to: ` ${to} ` })).toMatchObject({ status: 202, sent: 1 });
});

it.each([
  ['another device', { device: other, to }, ['devices']],
  ['a device that there is not', { device: newId('dev'), to }, ['devices']],
  ['another device by its number', { device: '4915112345679', to }, ['devices']],
  ['a number that no device has', { device: '4915112345671', to }, ['devices']],
  ['whatever device there is', { to }, ['devices']],
  ['another chat', { device, to: '+4915112345679' }, ['chats']],
  ['a chat in another spelling', { device, to: '4915112345678' }, ['chats']],
  ['another of both', { to: 'x' }, ['devices', 'chats']],
])('refuses a narrowed caller %s, and does nothing', async (_, payload, fields) => {
  const { status, body, sent: done } = await ask({ devices: [device], chats: [to] }, payload);
  expect([status, body, done]).toEqual([403, { code: 'scope_missing', errors: { policy: fields } }, 0]);
});
