import { type EntityManager, In, Not } from 'typeorm';
import { planList } from './plan-list.ts';
import { planTable } from './plan-row.ts';

/** Writes the list into its table. A plan gone from the list is no longer offered; who is on it keeps it. */
export const syncPlans = async (em: EntityManager): Promise<void> => {
  const rows = planList.map((plan, position) => ({ ...plan, position, is_offered: true }));
  await em.upsert(planTable, rows, ['id']);
  await em.update(planTable, { id: Not(In(rows.map(({ id }) => id))) }, { is_offered: false });
};
