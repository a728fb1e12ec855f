import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DEFAULT_ORIGIN } from '@whiskeysockets/baileys';
import { type Dispatcher, request } from 'undici';
import { openMedium, type SealedMedium } from './open-medium.ts';

/** Where a medium lies, and how it is opened; all of it stands in the message. */
export type Medium = SealedMedium & { directPath: string };

export type DownloadOptions = {
  /** Where it goes. Nothing that was written counts before the download is said to be whole. */
  to: Writable;
  maxBytes: number;
  limitMs: number;
  /** How the host is reached, where it is not the real one. */
  dispatcher?: Dispatcher;
};

export type Downloaded = { ok: true; bytes: number } | { ok: false; why: DownloadTrouble };

export type DownloadTrouble =
  /** It is not there any more: the phone may be asked to upload it again. */
  | 'gone'
  | 'refused'
  | 'unreachable'
  | 'too_slow'
  | 'too_large'
  /** The connection broke before its end. */
  | 'cut'
  /** It came whole, and is not what the message says. */
  | 'wrong_bytes';

/** Every medium is to be had from this host, whatever else a message says: whoever wrote the message does not choose
 * whom we call. */
const host = 'https://mmg.whatsapp.net';
/** What a medium is longer by while it is encrypted, at most. */
const overhead = 26;

/**
 * Fetches, checks and decrypts a medium, by ourselves: a download that breaks off inside Baileys is an error that nobody
 * can catch. What goes wrong with the medium is returned; only what goes wrong with `to` is thrown.
 */
export const download = async (
  medium: Medium,
  { to, maxBytes, limitMs, ...reaching }: DownloadOptions,
): Promise<Downloaded> => {
  const signal = AbortSignal.timeout(limitMs);
  const answer = await ask(medium.directPath, { signal, ...reaching });
  if (!answer.ok) return answer;
  const found: { trouble: DownloadTrouble | null; bytes: number } = { trouble: null, bytes: 0 };

  const receive = async function* (): AsyncGenerator<Uint8Array> {
    let received = 0;
    try {
      for await (const chunk of answer.body) {
        received += chunk.length;
        if (received > maxBytes + overhead) found.trouble = 'too_large';
        if (found.trouble !== null) return;
        yield chunk;
      }
    } catch {
      found.trouble = 'cut';
    }
  };
  const opened = async function* (): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of openMedium(medium, receive())) {
        found.bytes += chunk.length;
        if (found.bytes > maxBytes) found.trouble ??= 'too_large';
        yield chunk;
      }
    } catch (error) {
      // Where less came than there is, it does not fit either.
      found.trouble ??= 'wrong_bytes';
      throw error;
    }
    if (found.trouble !== null) throw new Error(found.trouble);
  };

  try {
    await pipeline(opened(), to, { signal });
    return { ok: true, bytes: found.bytes };
  } catch (error) {
    if (signal.aborted) return { ok: false, why: 'too_slow' };
    if (found.trouble !== null) return { ok: false, why: found.trouble };
    throw error;
  }
};

type Asked = { ok: true; body: AsyncIterable<Uint8Array> } | { ok: false; why: DownloadTrouble };

const ask = async (directPath: string, reaching: { signal: AbortSignal; dispatcher?: Dispatcher }): Promise<Asked> => {
  if (!directPath.startsWith('/')) return { ok: false, why: 'refused' };
  try {
    const { statusCode, body } = await request(host + directPath, { headers: { origin: DEFAULT_ORIGIN }, ...reaching });
    if (statusCode === 200) return { ok: true, body };
    await body.dump();
    return { ok: false, why: statusCode === 404 || statusCode === 410 ? 'gone' : 'refused' };
  } catch {
    return { ok: false, why: reaching.signal.aborted ? 'too_slow' : 'unreachable' };
  }
};
