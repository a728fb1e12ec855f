/** What the store asks for `GET /account`. */
export const accountSelect = `select tenants.id as tenant_id, tenants.name as tenant_name, time_zone, created_at,
    plans.id, plans.name, api_access, devices, messages_per_day, first_contacts_per_day, requests_per_minute, members, retention_days
  from tenants join plans on plans.id = tenants.plan_id
  where tenants.id = $1`;
