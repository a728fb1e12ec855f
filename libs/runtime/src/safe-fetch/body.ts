import { Refused, type Refusal, toRefusal } from './refusal.ts';

type BodyOptions = {
  maxBytes: number;
  /** Called when no more will be read, however it came to that. */
  end: () => void;
};

/** The body as it comes, read only as fast as it is taken. Past the cap it breaks off with a `Refused`. */
export const cappedBody = (
  source: AsyncIterable<Uint8Array, void>,
  { maxBytes, end }: BodyOptions,
): ReadableStream<Uint8Array> => {
  const chunks = source[Symbol.asyncIterator]();
  let received = 0;
  const pull = async (to: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      const { done, value } = await chunks.next();
      if (done) {
        end();
        return to.close();
      }
      received += value.byteLength;
      if (received > maxBytes) throw new Refused('too_large');
      return to.enqueue(value);
    } catch (error) {
      end();
      throw error;
    }
  };
  return new ReadableStream({ pull, cancel: end }, { highWaterMark: 0 });
};

export type Bytes = { ok: true; bytes: Uint8Array } | { ok: false; refusal: Refusal };

/** The whole body of an answer, in memory. */
export const readBytes = async (body: ReadableStream<Uint8Array>): Promise<Bytes> => {
  try {
    return { ok: true, bytes: await new Response(body).bytes() };
  } catch (error) {
    return { ok: false, refusal: toRefusal(error) };
  }
};
