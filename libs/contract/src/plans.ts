import { z } from 'zod';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';

export const plan = z.object({
  id: z.string().describe('The word that names the plan.'),
  name: z.string().describe('What people call the plan.'),
  api_access: z.boolean().describe('Whether REST and MCP are part of it.'),
  devices: z.int().describe('How many devices a tenant may have.'),
  messages_per_day: z.int().describe('How many messages each device may send in a day.'),
  first_contacts_per_day: z
    .int()
    .nullable()
    .describe('To how many people who do not know it each device may write in a day; null: no cap of its own.'),
  requests_per_minute: z.int().describe('How many requests each token may make in a minute.'),
  members: z.int().describe('How many people may have a login.'),
  retention_days: z.int().describe('How long messages and events are kept, in days.'),
});
export type Plan = z.infer<typeof plan>;

export const listPlans = operation({
  name: 'plans.list',
  summary: 'List the plans a tenant can be on.',
  scope: null,
  input: z.strictObject(pageInput),
  output: pageOf(plan),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/plans', status: 200 },
});
