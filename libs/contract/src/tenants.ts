import { z } from 'zod';
import { idSchema } from './ids.ts';
import { emailAddress } from './emails.ts';
import { member } from './members.ts';
import { operation } from './operation.ts';
import { newPassword } from './passwords.ts';
import { plan } from './plans.ts';
import { isReserved } from './reserved-names.ts';

/** A tenant's name is its subdomain and the word in its paths. */
export const tenantName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/, 'must be 3 to 63 letters, digits or dashes, in lower case')
  .describe('The name of your tenant, as in your URLs.');

/** What a new tenant may be called. */
export const newTenantName = tenantName.refine((name) => !isReserved(name), 'is reserved');

const timeZone = z.string().max(64).describe('The IANA time zone in which your days begin and end, like Europe/Paris.');

export const account = z.object({
  id: idSchema('ten').describe('The id of your tenant.'),
  name: tenantName,
  plan: plan.describe('What your tenant may use.'),
  time_zone: timeZone,
  created_at: z.iso.datetime().describe('When the tenant was created.'),
});
export type Account = z.infer<typeof account>;

export const getAccount = operation({
  name: 'account.get',
  summary: 'Show your tenant and its plan.',
  scope: null,
  input: z.strictObject({}),
  output: account,
  errors: [],
  http: { method: 'get', path: '/api/v1/account', status: 200 },
});

export const signUp = operation({
  name: 'account.signUp',
  summary: 'Create a tenant on the trial plan, with yourself as its owner, and be logged in.',
  scope: null,
  caller: 'visitor',
  input: z.strictObject({ tenant: newTenantName, email: emailAddress, password: newPassword }),
  output: z.object({
    tenant: tenantName,
    url: z.string().describe('Where your dashboard is.'),
    member: member.describe('You, as the owner of your tenant.'),
  }),
  errors: ['signup_closed', 'input_invalid'],
  http: { method: 'post', path: '/api/v1/signup', status: 201, isOnBareHost: true },
});

/** Only a login can: a leaked token must not be able to end a tenant. */
export const deleteAccount = operation({
  name: 'account.delete',
  summary:
    'Delete your tenant and all that belongs to it, for ever. Nobody gets its name again, and phones are not told: unlink first.',
  scope: 'billing:manage',
  caller: 'login',
  input: z.strictObject({ confirm: tenantName.describe('The name of your tenant, to be sure.') }),
  output: z.object({}),
  errors: ['input_invalid'],
  http: { method: 'delete', path: '/api/v1/account', status: 200 },
});

export const settings = z.object({ time_zone: timeZone });
export type Settings = z.infer<typeof settings>;

export const getSettings = operation({
  name: 'settings.get',
  summary: 'Show how your tenant is set up.',
  scope: 'settings:manage',
  input: z.strictObject({}),
  output: settings,
  errors: [],
  http: { method: 'get', path: '/api/v1/settings', status: 200 },
});

export const changeSettings = operation({
  name: 'settings.change',
  summary: 'Change how your tenant is set up. Fields left out stay as they are.',
  scope: 'settings:manage',
  input: z.strictObject({ time_zone: timeZone.refine(isTimeZone, 'must be an IANA time zone').optional() }),
  output: settings,
  errors: [],
  http: { method: 'patch', path: '/api/v1/settings', status: 200 },
});

/** By name only: an offset like +05:00 means one thing to JavaScript and the opposite to Postgres. */
function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
