import type { TestApi, TestTenant } from './test-api.ts';

type TestRecord = { action: string; by: { kind: string; id: string | null } };

/** By whom something was done in a tenant, each time it was, oldest first: as its audit log has it. */
export const doneBy = async (api: TestApi, tenant: TestTenant, action: string): Promise<TestRecord['by'][]> => {
  const { body } = await api.as(tenant, `/api/v1/audit?limit=200&action=${action}`);
  const records: TestRecord[] = Array.isArray(body['data']) ? body['data'] : [];
  return records.toReversed().map(({ by }) => by);
};
