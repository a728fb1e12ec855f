import type { Outcome, Store } from '@parley/store';

/** Proves over all tenants that every balance is what the messages say, or names each that is not. */
export const checkBalances = async (store: Store): Promise<Outcome> => {
  const { balances, messages, faults } = await store.forInstallation((installation) => installation.checkBalances());
  const counted = `${balances} balances, ${messages} messages`;
  if (faults.length === 0) return { exitCode: 0, said: `Every balance is what its messages say: ${counted}.` };
  const lines = faults.map(({ tenant, device, day, kept, counted: is }) => {
    const columns = (['pending', 'successful', 'failed'] as const).filter((column) => kept[column] !== is[column]);
    const said = columns.map((column) => `${column} ${kept[column]}, but there are ${is[column]}`);
    return `${tenant} ${device} ${day}: ${said.join('; ')}`;
  });
  return { exitCode: 1, said: [...lines, `${faults.length} of ${counted} are not what the messages say.`].join('\n') };
};
