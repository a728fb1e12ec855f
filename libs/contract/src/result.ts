import type { FailureCode } from './failures.ts';

/** What each field did wrong, in sentences. A field inside another is named with dots: `items.3.to`. */
export type FieldErrors = Record<string, string[]>;

export type Failure<C extends FailureCode = FailureCode> = {
  code: C;
  errors?: FieldErrors;
  /** When the same may be asked again, where that is known. */
  retryAfterMs?: number;
};

/** An expected answer: the value, or a "no" with a code. Bugs and outages are thrown instead. */
export type Result<T, C extends FailureCode = FailureCode> =
  | { ok: true; value: T }
  | { ok: false; failure: Failure<C> };

export const yes = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const no = <C extends FailureCode>(code: C, errors?: FieldErrors): { ok: false; failure: Failure<C> } => ({
  ok: false,
  failure: errors ? { code, errors } : { code },
});
