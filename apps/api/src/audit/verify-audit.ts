import { type InputOf, type ResultOf, type TenantId, type verifyAudit, yes } from '@parley/contract';
import type { Store } from '@parley/store';

/** Walks along the whole chain, a short transaction for each page, and stops at the first fault. */
export const verifyChain = async (
  store: Store,
  tenantId: TenantId,
  { position, hash }: InputOf<typeof verifyAudit>,
): Promise<ResultOf<typeof verifyAudit>> => {
  const kept = position === undefined || hash === undefined ? undefined : { position, hash };
  const end = await store.forTenant(tenantId, ({ audit }) => audit.chainEnd());
  const check = (after: { position: number; hash: string } | null) =>
    store.forTenant(tenantId, ({ audit }) => audit.checkChain({ end, kept, after, limit: checkedAtOnce }));
  let page = await check(null);
  while (!page.isDone) page = await check(page.reached);
  const { reached, fault } = page;
  return yes({
    is_intact: fault === null,
    checked: reached.position,
    head: fault === null && reached.position > 0 ? reached : null,
    fault,
    tail: end.tail,
  });
};

/** Few enough that others have their turn in between: some 10 ms of work. */
const checkedAtOnce = 500;
