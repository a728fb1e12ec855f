import { openStore } from '@parley/store';
import { tokenIn } from '../../apps/api/dist/tokens/token-in.js';
import { createTokenVerifier } from '../../apps/api/dist/tokens/verify-token.js';
import type { Parley } from '../house/parley.ts';
import type { Figure } from '../figure.ts';

const goalMs = 0.05;

/** What it costs in CPU to know a token again that was verified a moment ago: out of a header, to its rights. */
export const measureTokenVerification = async ({ databaseUrl, masterKey, tenant }: Parley): Promise<Figure> => {
  const store = openStore({ databaseUrl, masterKey });
  const verify = createTokenVerifier(store, () => 0); // a clock that stands: nothing is forgotten
  const request = { headers: { authorization: `Bearer ${tenant.token}` } };
  const verifyMany = async (times: number): Promise<number> => {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time += 1) {
      const verified = await verify(tenant.name, tokenIn(request) ?? '', async () => {});
      if (verified === null) throw new Error('The token of the bench is not good.');
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / times;
  };
  try {
    await verifyMany(20_000);
    const ours = await verifyMany(200_000);
    return {
      name: 'CPU to verify a token that is remembered, beside what it may cost',
      unit: 'ms',
      ours,
      other: goalMs,
      ratio: goalMs / ours,
      goal: 1,
    };
  } finally {
    await store.close();
  }
};
