import { z } from 'zod';
import { idSchema } from './ids.ts';
import { operation } from './operation.ts';
import { plan } from './plans.ts';

/** A tenant's name is its subdomain and the word in its paths. */
export const tenantName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/, 'must be 3 to 63 letters, digits or dashes, in lower case')
  .describe('The name of your tenant, as in your URLs.');

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
