import { type Operation, type Problem, type RequestOf, toRequest } from '@parley/contract';
import { z } from 'zod';
import { tenantBase } from './tenant-base.ts';

/** Why there is no value: what the api said, or what we say where nothing came that could be read. */
export type Trouble = Pick<Problem, 'message'> & Partial<Problem>;

export type Answer<O extends Operation> = { ok: true; value: z.output<O['output']> } | { ok: false; problem: Trouble };

export type Calling = {
  /** Gives up waiting for the answer. */
  signal?: AbortSignal | null;
  /** Of a send: asked again by the same key, it is still sent once. */
  idempotencyKey?: string | null;
};

/** That it is one of our pages who asks. */
export const requestHeaders = { 'X-Parley-Dashboard': '1' };

/**
 * The dashboard's one way to the api: an operation of the contract, its input, its typed answer. The login travels
 * in a cookie that no script can read; the header says that it is one of our pages who asks.
 */
export const call = async <O extends Operation>(
  operation: O,
  input: RequestOf<O>,
  { signal = null, idempotencyKey = null }: Calling = {},
): Promise<Answer<O>> => {
  const { method, path, body } = toRequest(operation, input);
  const base = operation.http.isOnBareHost ? location.origin : tenantBase(location).url;
  const headers = {
    ...requestHeaders,
    ...(body && { 'Content-Type': 'application/json' }),
    ...(idempotencyKey !== null && { 'Idempotency-Key': idempotencyKey }),
  };
  const response = await fetch(`${base}${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    signal,
    ...(body && { body }),
  }).catch(() => null);
  if (!response) {
    return { ok: false, problem: { message: 'Parley could not be reached.', action: 'Try again in a few seconds.' } };
  }
  // Null for what is not JSON: a proxy in between may answer with a page of its own, even with 200.
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) return { ok: false, problem: { ...toTrouble(answer), ...whenAgain(response) } };
  const { success, data } = z.safeParse<O['output']>(operation.output, answer);
  return success ? { ok: true, value: data } : { ok: false, problem: unreadable };
};

const toTrouble = (answer: unknown): Trouble =>
  typeof answer === 'object' && answer !== null && 'message' in answer
    ? { ...answer, message: String(answer.message) }
    : unreadable;

/** Headers are for programs; a person is told how long to wait. */
const whenAgain = ({ status, headers }: Response): { action?: string } => {
  const seconds = Number(headers.get('retry-after'));
  if (status !== 429 || !(seconds > 0)) return {};
  const wait = seconds > 90 ? inWords(Math.ceil(seconds / 60), 'minute') : inWords(seconds, 'second');
  return { action: `Try again in ${wait}.` };
};

const inWords = (count: number, unit: 'minute' | 'second'): string =>
  new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(count);

const unreadable = { message: 'Parley gave an answer that could not be read.' };
