import type { z } from 'zod';
import type { FailureCode } from './failures.ts';
import type { Result } from './result.ts';
import type { Scope } from './scopes.ts';

export type HttpMethod = 'get' | 'post' | 'patch' | 'delete';

/**
 * One thing a caller may ask, declared once. The route and its validation, the OpenAPI entry and the
 * dashboard's typed call are all made from this value.
 */
export type Operation = {
  /** `noun.verb`; unique, and what logs and metrics call it. */
  name: `${string}.${string}`;
  summary: string;
  /** The scope a caller needs; null where every caller of the tenant may ask. */
  scope: Scope | null;
  /** Who may ask, where it is not every caller: only a member who is logged in, or anybody at all. */
  caller?: 'login' | 'visitor';
  input: z.ZodObject;
  output: z.ZodObject;
  /** The codes its handler may answer. Those that any operation may answer are in `commonErrors`. */
  errors: readonly FailureCode[];
  http: {
    method: HttpMethod;
    /** Below the tenant's base, with `{name}` for a field of the input: `/api/v1/tokens/{id}`. */
    path: `/api/v1/${string}`;
    status: 200 | 201 | 202;
    /** Asked on the bare host, where no tenant is named. */
    isOnBareHost?: true;
    /** Its answer is a file of JSON lines, of which `output` is one. */
    isLines?: true;
    /** Who accepts `text/event-stream` gets the same as a stream that does not end. */
    hasStream?: true;
  };
};

export const operation = <const O extends Operation>(declaration: O): O => declaration;

/** What the handler receives: the input after parsing. */
export type InputOf<O extends Operation> = z.output<O['input']>;
/** What a caller may write. */
export type RequestOf<O extends Operation> = z.input<O['input']>;
export type OutputOf<O extends Operation> = z.input<O['output']>;
export type ErrorOf<O extends Operation> = O['errors'][number];
export type ResultOf<O extends Operation> = Result<AnswerOf<O>, ErrorOf<O>>;

type AnswerOf<O extends Operation> = O['http'] extends { isLines: true }
  ? AsyncIterable<OutputOf<O>>
  : O['http'] extends { hasStream: true }
    ? OutputOf<O> | AsyncIterable<OutputOf<O>>
    : OutputOf<O>;

/** Whether asking it changes anything. */
export const isWrite = ({ http }: Operation): boolean => http.method !== 'get';

/** What the house itself may answer to any operation, before its handler or instead of it. */
export const commonErrors = [
  'not_found',
  'input_invalid',
  'origin_refused',
  'rate_limited',
  'internal',
  'unavailable',
] as const satisfies readonly FailureCode[];

/** And to any that is not for everybody. */
export const callerErrors = [
  'token_missing',
  'token_invalid',
  'api_access_missing',
  'login_required',
  'scope_missing',
] as const satisfies readonly FailureCode[];

/** And to any that takes a body. */
export const bodyErrors = [
  'body_malformed',
  'body_too_large',
  'content_type_unsupported',
] as const satisfies readonly FailureCode[];
