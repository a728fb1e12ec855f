import { z } from 'zod';
import { type FailureCode, failures } from './failures.ts';
import type { Failure } from './result.ts';

/** The body of every refusal: our own members first, RFC 9457's beside them. Three refusals are plain, see below. */
export const problem = z.object({
  message: z.string().describe('What went wrong, for people.'),
  code: z.string().describe('What went wrong, for programs; stable.'),
  status: z.int().optional().describe('The HTTP status.'),
  retryable: z.boolean().optional().describe('Whether the same request may succeed later.'),
  action: z.string().optional().describe('What to do about it.'),
  request_id: z.string().describe('Names this request in our logs.'),
  errors: z.record(z.string(), z.array(z.string())).optional().describe('What each field did wrong.'),
  type: z.string().optional().describe('A page about this code.'),
  title: z.string().optional().describe('The same as `message`.'),
});
export type Problem = z.infer<typeof problem>;

/** The three refusals that other programs already match by their body keep to `message`, with little after it. */
export const plainCodes: readonly FailureCode[] = ['token_missing', 'token_invalid', 'api_access_missing'];

export const toProblem = ({ code, errors }: Failure, requestId: string): Problem => {
  const { status, message, retry, action } = failures[code];
  if (plainCodes.includes(code)) return { message, code, request_id: requestId };
  return {
    message,
    code,
    status,
    retryable: retry === 'later',
    action,
    request_id: requestId,
    ...(errors && { errors }),
    type: `/docs/errors#${code}`,
    title: message,
  };
};
