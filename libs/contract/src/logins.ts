import { z } from 'zod';
import { emailAddress } from './emails.ts';
import { member } from './members.ts';
import { operation } from './operation.ts';
import { password } from './passwords.ts';
import { scope } from './scopes.ts';
import { tenantName } from './tenants.ts';

/** A login travels in a cookie that no script can read, so its answer says only who is in. */
export const openLogin = operation({
  name: 'login.open',
  summary: 'Log in to the dashboard.',
  scope: null,
  caller: 'visitor',
  input: z.strictObject({ email: emailAddress, password }),
  output: member,
  errors: ['login_refused'],
  http: { method: 'post', path: '/api/v1/login', status: 200 },
});

export const closeLogin = operation({
  name: 'login.close',
  summary: 'Log out here.',
  scope: null,
  caller: 'login',
  input: z.strictObject({}),
  output: z.object({}),
  errors: [],
  http: { method: 'post', path: '/api/v1/logout', status: 200 },
});

export const closeEveryLogin = operation({
  name: 'login.closeAll',
  summary: 'Log out everywhere, here too.',
  scope: null,
  caller: 'login',
  input: z.strictObject({}),
  output: z.object({ closed: z.int().describe('How many logins were closed.') }),
  errors: [],
  http: { method: 'post', path: '/api/v1/logout-everywhere', status: 200 },
});

export const getMe = operation({
  name: 'me.get',
  summary: 'Show who is logged in, and what they may do.',
  scope: null,
  caller: 'login',
  input: z.strictObject({}),
  output: z.object({
    tenant: tenantName,
    member: member.describe('Who you are.'),
    scopes: z.array(scope).describe('What you may do.'),
    is_installation_operator: z.boolean().describe('Whether you are one of those who run this installation.'),
  }),
  errors: [],
  http: { method: 'get', path: '/api/v1/me', status: 200 },
});
