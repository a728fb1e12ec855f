/** Whether the same request may succeed when it is made again. */
export type Retry = 'never' | 'later' | 'after_action';

export type FailureText = { status: number; message: string; retry: Retry; action: string };

/**
 * Every expected "no", once: its HTTP status, a sentence for people, whether a retry helps, and what to do.
 * A code is stable for ever; the sentences may be improved.
 */
export const failures = {
  token_missing: {
    status: 403,
    message: 'an Access-Token is required',
    retry: 'after_action',
    action: 'Send your token in the Access-Token header, or as Authorization: Bearer.',
  },
  token_invalid: {
    status: 403,
    message: 'invalid Access-Token',
    retry: 'after_action',
    action: 'Check that the token is whole, belongs to this tenant and has not expired or been revoked.',
  },
  api_access_missing: {
    status: 403,
    message: 'your plan does not include API access',
    retry: 'after_action',
    action: 'Choose a plan with API access.',
  },
  login_required: {
    status: 401,
    message: 'Log in to go on.',
    retry: 'after_action',
    action: 'Log in to the dashboard.',
  },
  scope_missing: {
    status: 403,
    message: 'This token may not do that.',
    retry: 'after_action',
    action: 'Use a token that has the scope named in `errors.scope`.',
  },
  not_found: {
    status: 404,
    message: 'There is nothing at this address.',
    retry: 'never',
    action: 'Check the path; every path is listed in /docs/api.',
  },
  request_malformed: {
    status: 400,
    message: 'The request could not be read.',
    retry: 'never',
    action: 'Send HTTP/1.1 with a Host header.',
  },
  headers_too_large: {
    status: 431,
    message: 'The headers are too large.',
    retry: 'never',
    action: 'Send less than 16 KB of headers.',
  },
  body_malformed: {
    status: 400,
    message: 'The body could not be read.',
    retry: 'never',
    action: 'Send one JSON object with Content-Type: application/json.',
  },
  body_too_large: {
    status: 413,
    message: 'The body is too large.',
    retry: 'never',
    action: 'Send less in one request.',
  },
  content_type_unsupported: {
    status: 415,
    message: 'This kind of body is not understood.',
    retry: 'never',
    action: 'Send JSON with Content-Type: application/json.',
  },
  input_invalid: {
    status: 422,
    message: 'Some fields are wrong.',
    retry: 'never',
    action: 'Mend the fields named in `errors`.',
  },
  unavailable: {
    status: 503,
    message: 'Parley cannot answer right now.',
    retry: 'later',
    action: 'Try again in a few seconds.',
  },
  internal: {
    status: 500,
    message: 'Something went wrong on our side.',
    retry: 'later',
    action: 'Try again; if it stays, tell support the request id.',
  },
} as const satisfies Record<string, FailureText>;

export type FailureCode = keyof typeof failures;
