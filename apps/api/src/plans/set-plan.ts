import type { Outcome, Store } from '@parley/store';

/** What whoever runs the installation asks for by hand: `<tenant> <plan>`, answered in a sentence. */
export const setPlan = async (store: Store, words: readonly string[]): Promise<Outcome> => {
  const [name, plan, ...more] = words;
  if (!name || !plan || more.length > 0) return { exitCode: 2, said: 'Name a tenant and a plan: <tenant> <plan>' };
  const changed = await store.forInstallation(({ changePlan }) => changePlan({ name, plan }));
  if (changed.ok) return { exitCode: 0, said: `${name} is on the plan ${plan}; everywhere within 5 seconds.` };
  const { plan: faults } = changed.failure.errors ?? {};
  const said = faults ? `There is no plan ${plan}: it ${faults.join()}.` : `There is no tenant ${name}.`;
  return { exitCode: 1, said };
};
