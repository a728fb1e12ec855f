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
    message: 'Please log in.',
    retry: 'after_action',
    action: 'Log in to the dashboard.',
  },
  scope_missing: {
    status: 403,
    message: 'You may not do that.',
    retry: 'after_action',
    action: 'Use a token or a role that has the scope named in `errors`, or ask an owner of your tenant for it.',
  },
  origin_refused: {
    status: 403,
    message: 'This request came from a page that is not ours.',
    retry: 'never',
    action: 'Open the dashboard at its own address, and do it there.',
  },
  rate_limited: {
    status: 429,
    message: 'Too many requests.',
    retry: 'later',
    action: 'Wait for as many seconds as Retry-After says.',
  },
  login_refused: {
    status: 401,
    message: 'The email address or the password is wrong.',
    retry: 'after_action',
    action: 'Check both, and the address of your tenant; or ask for a link to set a new password.',
  },
  password_not_own: {
    status: 409,
    message: 'Somebody else chose your password, so they may be logged in as you.',
    retry: 'after_action',
    action: 'Change your password, or ask for a link to set a new one: that link verifies your address, too.',
  },
  signup_closed: {
    status: 403,
    message: 'Sign-up is closed here.',
    retry: 'never',
    action: 'Ask whoever runs this installation for a tenant of your own.',
  },
  code_invalid: {
    status: 410,
    message: 'This link does not work any more.',
    retry: 'after_action',
    action: 'Ask for a new one.',
  },
  plan_limit_reached: {
    status: 402,
    message: 'The limit of your plan is reached.',
    retry: 'after_action',
    action: 'Remove what you no longer need, or choose a larger plan.',
  },
  token_not_found: {
    status: 404,
    message: 'There is no such token.',
    retry: 'never',
    action: 'List your tokens to see those that stand.',
  },
  member_not_found: {
    status: 404,
    message: 'There is no such member.',
    retry: 'never',
    action: 'List your members to see who is there.',
  },
  member_exists: {
    status: 409,
    message: 'Somebody with this address is a member already.',
    retry: 'never',
    action: 'Change the role of that member instead.',
  },
  last_owner: {
    status: 409,
    message: 'A tenant cannot be without an owner.',
    retry: 'after_action',
    action: 'Make somebody else an owner first.',
  },
  invitation_not_found: {
    status: 404,
    message: 'There is no such invitation.',
    retry: 'never',
    action: 'List your invitations to see those that are open.',
  },
  device_not_found: {
    status: 404,
    message: 'There is no such device.',
    retry: 'never',
    action: 'List your devices to see those there are.',
  },
  device_already_linked: {
    status: 409,
    message: 'This device is linked already.',
    retry: 'after_action',
    action: 'Unlink it first, if you want to link it anew.',
  },
  device_not_linked: {
    status: 409,
    message: 'This device is not linked to a number.',
    retry: 'after_action',
    action: 'Link it, by QR or by code.',
  },
  device_number_taken: {
    status: 409,
    message: 'Another device has this number.',
    retry: 'after_action',
    action: 'Use that device, or unlink it first.',
  },
  device_not_answering: {
    status: 504,
    message: 'The device does not answer right now.',
    retry: 'later',
    action:
      'Look at its state, and try again once it is connected. A linking goes on by itself: the device shows what links ' +
      'it as soon as there is something to show.',
  },
  sandbox_unavailable: {
    status: 503,
    message: 'The sandbox network is not there.',
    retry: 'later',
    action: 'Try again in a few seconds; if it stays so, tell whoever runs Parley.',
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
    action: 'Correct the fields named in `errors`.',
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
