import { type EntityManager, In, Not } from 'typeorm';
import { planList } from './plan-list.ts';
import { planTable } from './plan-row.ts';

/** Writes the list into its table. A plan gone from the list is no longer offered; who is on it keeps it. */
export const syncPlans = async (em: EntityManager): Promise<void> => {
  // `demo` is what `npm start` puts its own tenant on; nobody is offered it.
  const rows = planList.map((plan, position) => ({ ...plan, position, is_offered: plan.id !== 'demo' }));
  await em.upsert(planTable, rows, ['id']);
  await em.update(planTable, { id: Not(In(rows.map(({ id }) => id))) }, { is_offered: false });
};
