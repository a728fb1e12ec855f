import { randomUUID } from 'node:crypto';
import { yes } from '@parley/contract';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { type AnswerHandlers, createDispatch, openShardQueue } from '../src/index.ts';
import { noAnswers } from './answers.ts';
import { newDevice, startRedisUser, within } from './redis-user.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const inspector = new Client(redisUrl);
afterAll(() => inspector.disconnect());

const phone = '+491701234567';
const newShard = () => `test-${randomUUID()}`;

const startAsker = async () => {
  const user = await startRedisUser(redisUrl);
  const dispatch = createDispatch(user);
  onTestFinished(dispatch.close);
  return { ...user, dispatch };
};

const startHolder = async (shard: string, answer: Partial<AnswerHandlers>, tend = async () => {}) => {
  const user = await startRedisUser(redisUrl);
  const queue = openShardQueue({ ...user, shard, answer: { ...noAnswers, ...answer }, tend, send: async () => {} });
  onTestFinished(queue.close);
  await queue.run('nobody');
  return { ...user, queue };
};

/** All that Redis knows, as text. */
const everything = async (): Promise<string> => {
  const keys = await inspector.keys('*');
  const values = await Promise.all(keys.map((key) => inspector.dumpBuffer(key)));
  return [...keys, ...values.map(String)].join('\n');
};

const notAnswering = { ok: false, failure: { code: 'device_not_answering' } };

it('brings back what the holder of the shard answers, to whichever process asked', async () => {
  const shard = newShard();
  const [first, second] = await Promise.all([startAsker(), startAsker()]);
  const checkNumber = vi.fn(async (_device: unknown, { phone: asked }: { phone: string }) =>
    yes({ on_whatsapp: true, lid: asked.slice(1) }),
  );
  await startHolder(shard, { checkNumber });
  const device = newDevice();
  const ask = ({ dispatch }: typeof first, digits: string) =>
    dispatch.ask({ shard, ...device, ask: 'checkNumber', question: { phone: `+${digits}` } });
  const numbers = ['491', '492', '493', '494'];
  const answers = await Promise.all(numbers.flatMap((digits) => [ask(first, digits), ask(second, `${digits}0`)]));
  expect(answers.map((answer) => (answer.ok ? answer.value.lid : answer.failure.code))).toEqual(
    numbers.flatMap((digits) => [digits, `${digits}0`]),
  );
  expect(checkNumber.mock.calls[0]?.[0]).toEqual(device);
});

it('brings back a "no" with its code', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  await startHolder(shard, {});
  expect(await dispatch.ask({ shard, ...newDevice(), ask: 'health', question: {} })).toEqual({
    ok: false,
    failure: { code: 'device_not_linked' },
  });
});

it('says so at once when whoever is asked fails', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  const { told } = await startHolder(shard, { health: () => Promise.reject(new Error('no luck today')) });
  const startedAt = performance.now();
  expect(await dispatch.ask({ shard, ...newDevice(), ask: 'health', question: {} })).toEqual(notAnswering);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(told('no luck today')).toBe(1);
});

it('is disturbed by nothing that is no answer, whoever says it', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  const checkNumber = async () => {
    for (const channel of await inspector.call('pubsub', 'channels', 'answers:*').then((found) => [found].flat()))
      for (const said of ['', 'null', '{}', '{"askId": 1}', `{"askId": "${randomUUID()}", "result": 1}`])
        await inspector.publish(String(channel), said);
    return yes({ on_whatsapp: true, lid: null });
  };
  await startHolder(shard, { checkNumber });
  const asked = dispatch.ask({ shard, ...newDevice(), ask: 'checkNumber', question: { phone } });
  expect(await asked).toEqual(yes({ on_whatsapp: true, lid: null }));
});

it('waits no longer than it may, and nothing of the question stays behind', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  const question = { shard, ...newDevice(), ask: 'checkNumber', question: { phone } } as const;
  const startedAt = performance.now();
  const answer = dispatch.ask({ ...question, withinMs: 300 });
  await within(async () => expect(await everything()).toContain(phone));
  expect(await answer).toEqual(notAnswering);
  const took = performance.now() - startedAt;
  expect(took).toBeGreaterThan(290);
  expect(took).toBeLessThan(1_000);
  await within(async () => expect(await everything()).not.toContain(phone));
  expect(await inspector.llen(`bull:${shard}:wait`)).toBe(0);
});

it('leaves no phone number in Redis once it was answered', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  await startHolder(shard, { checkNumber: async () => yes({ on_whatsapp: false, lid: null }) });
  await dispatch.ask({ shard, ...newDevice(), ask: 'checkNumber', question: { phone } });
  await within(async () => expect(await inspector.llen(`bull:${shard}:active`)).toBe(0));
  expect(await everything()).not.toContain(phone);
});

it('drops unasked what nobody waits for any more, though whoever asked has died meanwhile', async () => {
  const shard = newShard();
  const asker = await startAsker();
  const died = asker.dispatch.ask({
    ...{ shard, ...newDevice(), withinMs: 300 },
    ...{ ask: 'checkNumber', question: { phone } },
  });
  await within(async () => expect(await inspector.llen(`bull:${shard}:wait`)).toBe(1));
  await asker.proxy.refuse();
  await died;
  await within(async () => expect(await everything()).not.toContain(phone));
  expect(await inspector.llen(`bull:${shard}:wait`)).toBe(1);
  const checkNumber = vi.fn(noAnswers.checkNumber);
  await startHolder(shard, { checkNumber });
  await within(async () => expect(await inspector.exists(`bull:${shard}:wait`, `bull:${shard}:active`)).toBe(0));
  expect(checkNumber).not.toHaveBeenCalled();
});

it('asks nothing twice when its holder dies over it', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  const health = vi.fn(() => new Promise<never>(() => {}));
  const died = await startHolder(shard, { health });
  const answer = dispatch.ask({ shard, ...newDevice(), ask: 'health', question: {}, withinMs: 1_000 });
  await within(() => expect(health).toHaveBeenCalledTimes(1));
  await died.proxy.refuse();
  const next = await startHolder(shard, { health });
  await within(() => expect(next.told('jobs put back')).toBe(1));
  expect(await answer).toEqual(notAnswering);
  expect(health).toHaveBeenCalledTimes(1);
});

it('is put ahead of all nudges', async () => {
  const shard = newShard();
  const { dispatch } = await startAsker();
  for (let device = 0; device < 30; device += 1) await dispatch.nudge({ shard, ...newDevice() });
  const answer = dispatch.ask({ shard, ...newDevice(), ask: 'health', question: {} });
  await within(async () => expect(await inspector.llen(`bull:${shard}:wait`)).toBe(31));
  // Nothing else is taken until it is answered, but what was taken together with it.
  const tend = vi.fn(async () => void (await answer));
  await startHolder(shard, {}, tend);
  expect(await answer).toMatchObject({ failure: { code: 'device_not_linked' } });
  expect(tend.mock.calls.length).toBeLessThan(8);
});

it('says at once that nobody answers while Redis is gone, and is answered again when it is back', async () => {
  const shard = newShard();
  const { dispatch, proxy, redis } = await startAsker();
  await startHolder(shard, {});
  const ask = () => dispatch.ask({ shard, ...newDevice(), ask: 'health', question: {}, withinMs: 2_000 });
  expect(await ask()).toMatchObject({ failure: { code: 'device_not_linked' } });
  await proxy.refuse();
  await within(() => expect(redis.ready()).rejects.toThrow());
  const startedAt = performance.now();
  expect(await ask()).toEqual(notAnswering);
  expect(performance.now() - startedAt).toBeLessThan(500);
  await proxy.restore();
  await within(async () => expect(await ask()).toMatchObject({ failure: { code: 'device_not_linked' } }));
});

it('never waits longer than it may while Redis is silent', async () => {
  const { dispatch, proxy } = await startAsker();
  proxy.goSilent();
  const startedAt = performance.now();
  const ask = { shard: newShard(), ...newDevice(), ask: 'health', question: {}, withinMs: 500 } as const;
  expect(await dispatch.ask(ask)).toEqual(notAnswering);
  expect(performance.now() - startedAt).toBeLessThan(700);
});
