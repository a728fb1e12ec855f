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
  /** With this one alone a caller may ask it too, of what they did themselves; of nothing else is there any then. */
  ownScope?: Scope;
  /** Who may ask, where it is not every caller: only a member who is logged in, or anybody at all. */
  caller?: 'login' | 'visitor';
  input: z.ZodObject;
  output: z.ZodObject;
  /** The codes its handler may answer. Those that any operation may answer are in `commonErrors`. */
  errors: readonly FailureCode[];
  http: {
    method: HttpMethod;
    /** Below the tenant's base, with `{name}` for a field of the input: `/api/v1/tokens/{id}`. */
    path: `/api/${string}`;
    status: 200 | 201 | 202;
    /** Asked on the bare host, where no tenant is named. */
    isOnBareHost?: true;
    /** Its answer is a file of JSON lines, of which `output` is one. */
    isLines?: true;
    /** Who accepts `text/event-stream` gets the same as a stream that does not end. */
    hasStream?: true;
    /** It takes an `Idempotency-Key`; `wait` and `timeout`, where it has them, stand in the query. */
    isSend?: true;
    /** With `format=csv`, or for who accepts `text/csv`, it answers a table, whose rows are those of its pages. */
    hasTable?: true;
    /** The field whose items are held against a caller's policy one by one, by its handler. */
    heldByItem?: string;
    /** Where more is needed than any body may have. It is read only for who was let in. */
    bodyLimitBytes?: number;
  };
  /** It is only another way to ask another one, for programs that were written for another gateway. */
  adapts?: Adapter;
};

/** What a token needs for that other operation, how often it may be asked and what a policy says of it, all hold here. */
export type Adapter = {
  operation: Operation;
  /** What fields are called there. */
  fields: Readonly<Record<string, string>>;
  /** What is refused in words of its own; with a field, as that field's fault. */
  refusals: Readonly<Partial<Record<FailureCode, { status: number; message: string; field?: string }>>>;
};

/** The one that is asked in the end. */
export const nativeOf = (asked: Operation): Operation => asked.adapts?.operation ?? asked;

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
    : O['http'] extends { hasTable: true }
      ? OutputOf<O> | AsyncIterable<RowOf<OutputOf<O>>>
      : OutputOf<O>;

type RowOf<Page> = Page extends { data: (infer Row)[] } ? Row : never;

/** Whether a caller with these scopes may ask it of things that others did, or at least of their own. */
export const reachesByScopes = (
  { scope, ownScope }: Pick<Operation, 'scope' | 'ownScope'>,
  scopes: readonly Scope[],
): 'all' | 'own' | 'none' => {
  if (scope === null || scopes.includes(scope)) return 'all';
  return ownScope !== undefined && scopes.includes(ownScope) ? 'own' : 'none';
};

/** Whether asking it changes anything. */
export const isWrite = (asked: Operation): boolean => nativeOf(asked).http.method !== 'get';

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
