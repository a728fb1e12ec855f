import type { exportAudit, OutputOf, TenantId } from '@parley/contract';
import type { Place, Store } from '@parley/store';

/** The whole log, a page in memory at a time, each in a transaction of its own. */
export async function* exportRecords(store: Store, tenantId: TenantId): AsyncIterable<OutputOf<typeof exportAudit>> {
  const read = (after: Place | null) =>
    store.forTenant(tenantId, ({ audit }) => audit.readOn({ after, limit: readAtOnce }));
  let page = await read(null);
  yield* page.records;
  while (page.next) {
    page = await read(page.next);
    yield* page.records;
  }
}

const readAtOnce = 500;
