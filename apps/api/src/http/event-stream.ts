import { Readable } from 'node:stream';
import type { Logger } from '@parley/runtime';
import { z } from 'zod';

// Server-sent events, as browsers and curl read them: https://html.spec.whatwg.org/multipage/server-sent-events.html

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that gathers an answer before it passes it on would pass on nothing.
  'x-accel-buffering': 'no',
};

type Options = {
  /** Each with the cursor behind it. One without events only shows that somebody is there. */
  pages: AsyncIterable<unknown>;
  output: z.ZodType;
  /** Whether whoever listens still may. */
  isStillGood: () => Promise<boolean>;
  /** Has the pages end. */
  end: () => void;
  logger: Logger;
  times?: { lookEveryMs: number; stuckMs: number };
};

/**
 * A feed as a stream: `id` is the cursor, `event` the type. Nothing is read ahead of who listens: a page is asked for
 * when the one before has been taken, and who takes nothing for a minute is left. So is who may not listen any more.
 */
export const toEventStream = ({ pages, output, isStillGood, end, logger, times = usualTimes }: Options): Readable => {
  let takenAt = performance.now();
  const texts = async function* (): AsyncIterable<string> {
    for await (const page of pages) {
      yield toText(pageSchema.parse(output.parse(page)));
      takenAt = performance.now();
    }
  };
  const stream = Readable.from(texts(), { objectMode: false, highWaterMark: readAheadBytes });

  const look = async (): Promise<void> => {
    if (performance.now() - takenAt > times.stuckMs) return void stream.destroy();
    if (await isStillGood()) return;
    end();
    // Whoever takes nothing does not see its end either.
    setTimeout(() => stream.destroy(), times.lookEveryMs).unref();
  };
  const looking = setInterval(() => {
    look().catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));
  }, times.lookEveryMs);
  stream.once('close', () => clearInterval(looking));
  // Whoever listens comes again with the cursor it has.
  stream.once('error', (error) => logger.warn({ err: error }, 'a stream broke off'));
  return stream;
};

/** With the two seconds for which a token is remembered: whatever was revoked hears nothing after five. */
const usualTimes = { lookEveryMs: 2_000, stuckMs: 60_000 };
const readAheadBytes = 16_384;

const pageSchema = z.object({ data: z.array(z.looseObject({ type: z.string() })), next_cursor: z.string() });

/** JSON has no line breaks of its own. An id without data is kept by who listens, and told to nobody. */
const toText = ({ data, next_cursor: cursor }: z.output<typeof pageSchema>): string => {
  if (data.length === 0) return `: nothing new\nid: ${cursor}\n\n`;
  const last = data.length - 1;
  return data
    .map((event, place) => {
      const id = place === last ? `id: ${cursor}\n` : '';
      return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
};
