import { getAccount } from '@parley/contract';
import { ask } from '../api/ask.ts';
import { useLoaded } from '../ui/use-loaded.ts';

/** How much of the plan is used, told before somebody meets its limit. */
export const PlanRoom = ({ used }: { used: number }) => {
  const { value: account } = useLoaded(loadAccount);
  if (!account?.ok) return null;
  const { name, devices } = account.value.plan;
  const room = `${devices} ${devices === 1 ? 'device' : 'devices'}`;
  return (
    <span className="faint">
      {used < devices
        ? `${used} of the ${room} in your plan, ${name}`
        : `Your plan, ${name}, has room for ${room}, and no more. Delete one, or choose a larger plan, to add another.`}
    </span>
  );
};

const loadAccount = () => ask(getAccount, {});
