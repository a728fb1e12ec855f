import { EntitySchema } from 'typeorm';

export type PlanRow = {
  id: string;
  name: string;
  position: number;
  api_access: boolean;
  devices: number;
  messages_per_day: number;
  /** Null: as many as there may be messages. */
  first_contacts_per_day: number | null;
  requests_per_minute: number;
  members: number;
  retention_days: number;
  /** False once the plan has left the list. Its row stays, for the tenants that are still on it. */
  is_offered: boolean;
};

export const planTable = new EntitySchema<PlanRow>({
  name: 'plans',
  columns: {
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'plans_pkey' },
    name: { type: 'text' },
    position: { type: 'int' },
    api_access: { type: 'boolean' },
    devices: { type: 'int' },
    messages_per_day: { type: 'int' },
    requests_per_minute: { type: 'int' },
    members: { type: 'int' },
    retention_days: { type: 'int' },
    is_offered: { type: 'boolean' },
    first_contacts_per_day: { type: 'int', nullable: true },
  },
});
