import { spawnSync } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { span, startTracing } from '../src/tracing.ts';
import { startOutboundServer } from './outbound-server.ts';

const attributes = z.array(z.object({ key: z.string(), value: z.unknown() }));
const spanSchema = z.looseObject({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes,
  status: z.object({ code: z.number() }),
});
const posted = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

/** As small a collector as can be: it keeps what is posted to it. */
const received: z.infer<typeof posted>['resourceSpans'] = [];
const collector = await startOutboundServer({
  handler: async (request, response) => {
    if (request.url === '/v1/traces') received.push(...posted.parse(await json(request)).resourceSpans);
    response.setHeader('content-type', 'application/json').end('{}');
  },
});
afterAll(() => collector.close());
const endpoint = `http://127.0.0.1:${collector.port}/`;
const spansReceived = () => received.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

/** Traces one piece of work to its end. */
const traced = async (work: () => Promise<unknown>): Promise<Array<z.infer<typeof spanSchema>>> => {
  const before = spansReceived().length;
  const tracing = await startTracing({ service: 'parley-test', endpoint });
  await work().catch(() => {});
  await tracing.close();
  return spansReceived().slice(before);
};

describe('with a collector', () => {
  it('sends each span with its attributes, named for the process', async () => {
    const [sent] = await traced(() => span('send', { device: 'dev_1', attempt: 2 }, async () => 'done'));
    expect(sent).toMatchObject({
      name: 'send',
      attributes: [
        { key: 'device', value: { stringValue: 'dev_1' } },
        { key: 'attempt', value: { intValue: 2 } },
      ],
    });
    expect(received.at(-1)?.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'parley-test' },
    });
  });

  it('knows which work a span is a part of, across waits and side by side', async () => {
    const part = (name: string) => span(name, {}, () => wait(1));
    const spans = await traced(() =>
      Promise.all([
        span('one', {}, async () => {
          await wait(2);
          await part('part of one');
        }),
        span('two', {}, () => part('part of two')),
      ]),
    );
    const named = (name: string) => spans.find((sent) => sent.name === name);
    expect(spans).toHaveLength(4);
    expect(named('part of one')?.parentSpanId).toBe(named('one')?.spanId);
    expect(named('part of two')?.parentSpanId).toBe(named('two')?.spanId);
    expect(named('one')?.traceId).not.toBe(named('two')?.traceId);
  });

  it('marks work that failed, keeps the error’s name and nothing of what it said', async () => {
    const failing = span('fail', {}, () => Promise.reject(new TypeError('no way to +4915112345678')));
    await expect(failing).rejects.toThrow('no way');
    const [sent] = await traced(() => span('fail', {}, () => Promise.reject(new TypeError('+4915112345678'))));
    expect(sent?.status.code).toBe(2);
    expect(sent?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'TypeError' } });
    expect(JSON.stringify(sent)).not.toContain('4915112345678');
  });
});

describe('without a collector', () => {
  it('does the work all the same, and sends nothing', async () => {
    const before = spansReceived().length;
    const tracing = await startTracing({ service: 'parley-test' });
    await expect(span('quiet', {}, async () => 7)).resolves.toBe(7);
    await tracing.close();
    expect(spansReceived()).toHaveLength(before);
  });

  it('loads nothing of the SDK', () => {
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
      const { startTracing } = await import('../src/tracing.ts');
      await startTracing({ service: 'parley-test', endpoint: process.argv[1] });
      console.log(JSON.stringify(loaded));
      process.exit(0);`;
    const loaded = (...given: string[]) => {
      const args = ['--conditions=@parley/source', '--input-type=module', '--eval', program, ...given];
      return spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout;
    };
    expect(loaded()).toContain('runtime/src/tracing.ts');
    expect(loaded()).not.toMatch(/sdk-trace|exporter-trace/);
    expect(loaded(endpoint)).toMatch(/sdk-trace/);
  }, 30_000);
});
