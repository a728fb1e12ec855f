import type { Plan } from '@parley/contract';

/** Every plan, in the order in which people see them. The migration step writes this list into its table. */
export const planList = [
  {
    id: 'demo',
    name: 'Demo',
    api_access: true,
    devices: 10,
    messages_per_day: 100_000,
    first_contacts_per_day: null,
    requests_per_minute: 6_000,
    members: 10,
    retention_days: 30,
  },
  {
    id: 'trial',
    name: 'Trial',
    api_access: true,
    devices: 1,
    messages_per_day: 100,
    first_contacts_per_day: 20,
    requests_per_minute: 60,
    members: 2,
    retention_days: 14,
  },
  {
    id: 'free',
    name: 'Free',
    api_access: false,
    devices: 1,
    messages_per_day: 50,
    first_contacts_per_day: 10,
    requests_per_minute: 60,
    members: 1,
    retention_days: 7,
  },
  {
    id: 'starter',
    name: 'Starter',
    api_access: true,
    devices: 3,
    messages_per_day: 1_000,
    first_contacts_per_day: 50,
    requests_per_minute: 60,
    members: 5,
    retention_days: 90,
  },
  {
    id: 'growth',
    name: 'Growth',
    api_access: true,
    devices: 25,
    messages_per_day: 10_000,
    first_contacts_per_day: 200,
    requests_per_minute: 300,
    members: 25,
    retention_days: 365,
  },
] as const satisfies readonly Plan[];

export type PlanId = (typeof planList)[number]['id'];
