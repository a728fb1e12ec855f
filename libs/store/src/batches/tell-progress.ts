import type { TenantScope } from '../doors/transaction.ts';

/**
 * Tells how far the batches of these messages have come, those that are done left out. It waits for others who bring the
 * same batch further: it is the last thing a transaction does.
 */
export const tellProgress = async (
  { sql, tenantUuid }: TenantScope,
  messages: readonly { batch_id: string | null }[],
): Promise<void> => {
  const batches = [...new Set(messages.flatMap(({ batch_id }) => batch_id ?? []))];
  if (batches.length === 0) return;
  await sql({ name: 'tell progress', text: 'select tell_progress($1, $2)' }, [tenantUuid, batches]);
};
