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
  device_logged_out: {
    status: 409,
    message: 'This number was logged out.',
    retry: 'after_action',
    action: 'Link the device again.',
  },
  device_banned: {
    status: 409,
    message: 'WhatsApp has banned this number.',
    retry: 'after_action',
    action: 'Link another number; WhatsApp itself decides about a ban.',
  },
  message_not_found: {
    status: 404,
    message: 'There is no such message.',
    retry: 'never',
    action: 'List your messages to see those there are.',
  },
  message_under_way: {
    status: 409,
    message: 'It is too late to take this message back.',
    retry: 'never',
    action: 'Look at its status: it has been tried already, or its time was over.',
  },
  batch_not_found: {
    status: 404,
    message: 'There is no such batch.',
    retry: 'never',
    action: 'Use the batch_id that came with the answer when it was sent.',
  },
  recipient_invalid: {
    status: 422,
    message: 'This is no number that could be written to.',
    retry: 'never',
    action: 'Write the number with its country code, like +4915112345678.',
  },
  not_on_whatsapp: {
    status: 422,
    message: 'This number is not on WhatsApp.',
    retry: 'never',
    action: 'Check the number, or reach the person in another way.',
  },
  recipient_opted_out: {
    status: 409,
    message: 'This person does not want messages from you.',
    retry: 'never',
    action: 'Do not write to them; they can opt in again themselves.',
  },
  recipient_not_allowed: {
    status: 403,
    message: 'Your token may not write to this number.',
    retry: 'after_action',
    action: 'Use a token whose policy allows it.',
  },
  reachout_locked: {
    status: 409,
    message: 'WhatsApp does not let this number write to people it does not know yet.',
    retry: 'after_action',
    action: 'Wait until the lock ends; the message says when. Replies to people who wrote to you still go out.',
  },
  message_rejected: {
    status: 422,
    message: 'WhatsApp refused the message.',
    retry: 'never',
    action: 'Write another message: the same would be refused again. The message has the code that WhatsApp gave.',
  },
  recipient_unreachable: {
    status: 504,
    message: 'The devices of the recipient could not be learned, so nothing was sent.',
    retry: 'later',
    action: 'Try again in some minutes.',
  },
  quota_exceeded: {
    status: 402,
    message: 'The device has no messages left today.',
    retry: 'later',
    action: 'Wait until tomorrow, in the time zone of your tenant, or choose a larger plan.',
  },
  expired: {
    status: 410,
    message: 'It could not be sent in the time it was worth sending.',
    retry: 'later',
    action: 'Look at the state of the device, and send it anew if it still matters.',
  },
  client_outdated: {
    status: 503,
    message: 'WhatsApp wants a newer version of its client.',
    retry: 'after_action',
    action: 'Whoever runs Parley sets the version; the device connects by itself afterwards.',
  },
  media_unreachable: {
    status: 422,
    message: 'The file could not be fetched.',
    retry: 'after_action',
    action: 'Check that the address can be reached from the public internet.',
  },
  media_too_large: {
    status: 413,
    message: 'The file is too large.',
    retry: 'never',
    action: 'Send a smaller one.',
  },
  media_type_unsupported: {
    status: 415,
    message: 'WhatsApp does not take this kind of file here.',
    retry: 'never',
    action: 'Send it as a document, or as another kind of file.',
  },
  idempotency_conflict: {
    status: 422,
    message: 'This Idempotency-Key was used for another request.',
    retry: 'never',
    action: 'Use a new key for a new request; the same key only to repeat the very same one.',
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
