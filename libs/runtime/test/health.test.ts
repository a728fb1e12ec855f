import { checkHealth, type HealthCheck, serveHealth } from '@parley/runtime';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

const fine: HealthCheck = { name: 'fine', check: async () => {} };
const refused: HealthCheck = {
  name: 'refused',
  check: async () => {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
  },
};
const behind: HealthCheck = { name: 'behind', check: () => Promise.reject(new Error('2 migrations are missing')) };
const silent: HealthCheck = { name: 'silent', check: () => new Promise(() => {}) };

describe('checkHealth', () => {
  it('is fine when every check is', async () => {
    const { ok, checks } = await checkHealth([fine], 1_000);
    expect(ok).toBe(true);
    expect(checks).toEqual([{ name: 'fine', ok: true, took_ms: checks[0]?.took_ms }]);
    expect(checks[0]?.took_ms).toBeLessThan(1_000);
  });

  it('names each check that failed, and why, without telling where things are', async () => {
    await expect(checkHealth([fine, refused, behind], 1_000)).resolves.toMatchObject({
      ok: false,
      checks: [
        { name: 'fine', ok: true },
        { name: 'refused', ok: false, reason: 'ECONNREFUSED' },
        { name: 'behind', ok: false, reason: '2 migrations are missing' },
      ],
    });
  });

  it.each([
    ['the code of its cause', { code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
    ['what Postgres calls it', { code: '28P01' }, '28P01'],
    ['no more than its name, where nothing has a code', {}, 'StoreUnavailable'],
  ])('tells of an error that may quote another %s', async (_what, fields, reason) => {
    const said = 'no way to 10.0.0.7:5432 for user "parley_app"';
    const cause = new Error(said, { cause: Object.assign(new Error(said), fields) });
    const error = Object.assign(new Error(`unavailable: ${said}`, { cause }), { name: 'StoreUnavailable' });
    const { checks } = await checkHealth([{ name: 'store', check: () => Promise.reject(error) }], 1_000);
    expect(checks).toMatchObject([{ reason }]);
  });

  it('does not wait for a check that does not answer', async () => {
    await expect(checkHealth([fine, silent], 30)).resolves.toMatchObject({
      ok: false,
      checks: [{ ok: true }, { name: 'silent', ok: false, reason: 'no answer within 30 ms' }],
    });
  });

  it('runs the checks side by side', async () => {
    const first = Promise.withResolvers<void>();
    const waits: HealthCheck = { name: 'waits for the other', check: () => first.promise };
    const frees: HealthCheck = { name: 'frees it', check: async () => first.resolve() };
    await expect(checkHealth([waits, frees], 1_000)).resolves.toMatchObject({ ok: true });
  });

  it('takes a check that throws at once as failed', async () => {
    const throws: HealthCheck = {
      name: 'throws',
      check: () => {
        throw new Error('not connected yet');
      },
    };
    await expect(checkHealth([throws], 1_000)).resolves.toMatchObject({ checks: [{ reason: 'not connected yet' }] });
  });

  it('is not brought down by a check that fails after its time', async () => {
    const work = Promise.withResolvers<void>();
    const late: HealthCheck = { name: 'late', check: () => work.promise };
    await expect(checkHealth([late], 1)).resolves.toMatchObject({ ok: false });
    const uncaught: unknown[] = [];
    process.on('unhandledRejection', (error) => uncaught.push(error));
    work.reject(new Error('late'));
    await new Promise(setImmediate);
    expect(uncaught).toEqual([]);
  });
});

describe('serveHealth', async () => {
  const checks = [fine];
  const health = await serveHealth({ host: '127.0.0.1', port: 0, ready: () => checkHealth(checks, 500) });
  afterAll(() => health.close());
  const ask = (path: string) => fetch(`http://127.0.0.1:${health.port}${path}`);

  it('says that the process lives', async () => {
    const answer = await ask('/healthz');
    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toEqual({ ok: true });
  });

  it('says that nothing but a new start would help, where the process says so', async () => {
    let isStuck = false;
    const own = await serveHealth({
      host: '127.0.0.1',
      port: 0,
      ready: () => checkHealth([refused], 500),
      alive: () => !isStuck,
    });
    onTestFinished(() => own.close());
    const askOwn = () => fetch(`http://127.0.0.1:${own.port}/healthz`);
    expect((await askOwn()).status).toBe(200);
    isStuck = true;
    expect((await askOwn()).status).toBe(503);
  });

  it('says whether it can work', async () => {
    expect((await ask('/readyz')).status).toBe(200);
    checks.push(refused);
    const answer = await ask('/readyz');
    expect(answer.status).toBe(503);
    await expect(answer.json()).resolves.toMatchObject({ ok: false, checks: [{ ok: true }, { name: 'refused' }] });
  });

  it('survives an answer that could not be made', async () => {
    const broken = await serveHealth({ host: '127.0.0.1', port: 0, ready: () => Promise.reject(new Error('a bug')) });
    onTestFinished(() => broken.close());
    expect((await fetch(`http://127.0.0.1:${broken.port}/readyz`)).status).toBe(500);
  });

  it('knows nothing else', async () => {
    expect((await ask('/')).status).toBe(404);
  });
});
