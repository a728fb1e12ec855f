import { z } from 'zod';
import { mailedCode } from './mailed-codes.ts';
import { operation } from './operation.ts';

/** Kept in lower case: nobody means two people by two spellings. */
export const emailAddress = z
  .string()
  .max(254)
  .trim()
  .toLowerCase()
  .pipe(z.email('must be an email address'))
  .describe('An email address.');

/** By the login of the member it was mailed to: whoever reads the mail must not vouch for somebody else's login. */
export const verifyEmail = operation({
  name: 'email.verify',
  summary: 'Show that you receive mail at your address, by the link you were mailed.',
  scope: null,
  caller: 'login',
  input: z.strictObject({ code: mailedCode }),
  output: z.object({ email: z.string().describe('The address that is verified now.') }),
  errors: ['code_invalid'],
  http: { method: 'post', path: '/api/v1/verify-address', status: 200 },
});

export const sendEmailLink = operation({
  name: 'email.sendLink',
  summary: 'Ask for another mail with a link that verifies your address.',
  scope: null,
  caller: 'login',
  input: z.strictObject({}),
  output: z.object({ email: z.string().describe('Where the mail goes.') }),
  errors: ['password_not_own'],
  http: { method: 'post', path: '/api/v1/verify-address/send', status: 202 },
});
