import { createLogger } from '@parley/runtime';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { toEventStream } from './event-stream.ts';

const page = z.object({ data: z.array(z.object({ type: z.string(), text: z.string() })), next_cursor: z.string() });

/** A stream of so many events of 4 kB each, and how many of them were asked for. */
const open = (count: number, times?: { lookEveryMs: number; stuckMs: number }, isGood: () => boolean = () => true) => {
  let asked = 0;
  const over = new AbortController();
  const pages = async function* () {
    for (let place = 1; place <= count; place += 1) {
      asked = place;
      yield {
        data: [{ type: 'device.changed', text: 'x'.repeat(4_000), secret: 'unpromised' }],
        next_cursor: `${place}`,
      };
      if (over.signal.aborted) return;
    }
  };
  const stream = toEventStream({
    pages: pages(),
    output: page,
    isStillGood: async () => isGood(),
    end: () => over.abort(),
    logger: createLogger({ process: 'test', level: 'silent' }),
    ...(times && { times }),
  });
  return { stream, asked: () => asked };
};

const closed = (stream: ReturnType<typeof open>['stream']) =>
  new Promise<void>((resolve) => stream.once('close', resolve));

it('writes each page as promised, with the cursor behind it', async () => {
  const { stream } = open(2);
  const text = Buffer.concat(await stream.toArray()).toString();
  const data = JSON.stringify({ type: 'device.changed', text: 'x'.repeat(4_000) });
  expect(text).toBe([1, 2].map((id) => `id: ${id}\nevent: device.changed\ndata: ${data}\n\n`).join(''));
});

it('asks for no more than is taken', async () => {
  const { stream, asked } = open(1_000);
  stream.read(0);
  await expect.poll(() => stream.readableLength).toBeGreaterThan(16_000);
  expect(asked()).toBeLessThan(10);
  expect(
    Buffer.concat(await stream.toArray())
      .toString()
      .split('event: ').length - 1,
  ).toBe(1_000);
});

it('leaves whoever takes nothing', async () => {
  const { stream, asked } = open(1_000, { lookEveryMs: 20, stuckMs: 100 });
  stream.read(0);
  await closed(stream);
  expect(asked()).toBeLessThan(10);
});

it('ends for whoever may not listen any more, though they take nothing', async () => {
  const { stream, asked } = open(1_000, { lookEveryMs: 20, stuckMs: 60_000 }, () => false);
  stream.read(0);
  await closed(stream);
  expect(asked()).toBeLessThan(10);
});
