import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { inputOf } from './input.ts';
import { operationAt } from './operation.ts';
import { refuse } from './refuse.ts';

/** How a request is done once, however often it is made. */
export type Once = {
  /** The one its caller chose; null: none, and each request is one of its own. */
  key: string | null;
  /** Of what is asked: two requests are the same where these are. */
  requestHash: Uint8Array;
  /** Says with the answer that it was given before. */
  markReplayed: () => void;
};

export const Once = createParamDecorator((_: unknown, context): Once => onceIn(context));

/** Of the request of an operation. */
export const onceIn = (context: ExecutionContext): Once => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const name = operationAt(context)?.name;
  if (name === undefined) throw new Error('A handler asks to be done once, but is no operation.');
  return onceOf({ request, reply: http.getResponse<FastifyReply>(), name, input: inputOf(request) });
};

type Asked = { request: FastifyRequest; reply: FastifyReply; name: string; input: unknown };

const onceOf = ({ request, reply, name, input }: Asked): Once => ({
  key: keyIn(request),
  requestHash: createHash('sha256')
    .update(JSON.stringify([name, toCanonical(input)]))
    .digest(),
  markReplayed: () => void reply.header('idempotent-replayed', 'true'),
});

const keyIn = ({ headers }: FastifyRequest): string | null => {
  const given = headers['idempotency-key'];
  if (given === undefined) return null;
  if (typeof given === 'string' && /^[\x21-\x7e]{1,200}$/.test(given)) return given;
  return refuse({
    code: 'input_invalid',
    errors: { 'Idempotency-Key': ['must be 1 to 200 visible ASCII characters, without spaces'] },
  });
};

/** The same for the same input, in whatever order its fields were written. How it is waited for is no part of it. */
const toCanonical = (input: unknown): unknown => {
  if (!isObject(input)) return input;
  const { wait: _, timeout: __, ...asked } = input;
  return toSorted(asked);
};

const toSorted = (value: unknown, depth = 0): unknown => {
  // No operation takes what lies deeper, but each item of a batch is read by itself, and later.
  if (depth > deepest) return null;
  if (Array.isArray(value)) return value.map((item) => toSorted(item, depth + 1));
  if (!isObject(value)) return value;
  // Pairs, since an object would put fields that look like numbers first.
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, inner]) => [field, toSorted(inner, depth + 1)]);
  return { fields };
};

const deepest = 8;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
