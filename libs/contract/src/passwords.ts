import { z } from 'zod';
import { emailAddress } from './emails.ts';
import { mailedCode } from './mailed-codes.ts';
import { operation } from './operation.ts';

/** Long rather than full of signs; nobody needs more than fits on a screen. */
export const newPassword = z
  .string()
  .min(10, 'must be at least 10 characters')
  .max(200, 'must be at most 200 characters')
  .describe('The new password, of at least 10 characters.');

/** A password as somebody types it, right or wrong. */
export const password = z.string().min(1).max(200).describe('Your password.');

export const changePassword = operation({
  name: 'password.change',
  summary: 'Change your password. Your other logins are closed.',
  scope: null,
  caller: 'login',
  input: z.strictObject({ current_password: password, new_password: newPassword }),
  output: z.object({ closed: z.int().describe('How many other logins were closed.') }),
  errors: ['input_invalid'],
  http: { method: 'post', path: '/api/v1/password', status: 200 },
});

/** Answers the same whether or not there is such a member. */
export const forgetPassword = operation({
  name: 'password.forget',
  summary: 'Ask for a mail with a link to set a new password.',
  scope: null,
  caller: 'visitor',
  input: z.strictObject({ email: emailAddress }),
  output: z.object({}),
  errors: [],
  http: { method: 'post', path: '/api/v1/password/forgotten', status: 202 },
});

export const resetPassword = operation({
  name: 'password.reset',
  summary: 'Set a new password by the link you were mailed. All your logins are closed.',
  scope: null,
  caller: 'visitor',
  input: z.strictObject({ code: mailedCode, new_password: newPassword }),
  output: z.object({ email: z.string().describe('The address to log in with.') }),
  errors: ['code_invalid'],
  http: { method: 'post', path: '/api/v1/password/reset', status: 200 },
});
