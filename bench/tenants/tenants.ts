import type { Figure } from '../figure.ts';
import { startParley } from '../house/parley.ts';
import { compareGuardedRead } from './guarded-read.ts';
import { measureTokenVerification } from './token-verification.ts';

/** What it costs to know who is asking, and how often they did. */
export const benchTenants = async (): Promise<Figure[]> => {
  const parley = await startParley({ poolSize: 10 });
  try {
    return [
      await measureTokenVerification(parley),
      {
        name: 'GET /account with the guard, beside the same api without',
        unit: 'requests/s',
        ...(await compareGuardedRead(parley, { ours: 'whole', other: 'unguarded' })),
        goal: 0.8,
      },
      {
        name: 'GET /account with the rate limiter, beside a guard that counts nothing',
        unit: 'requests/s',
        ...(await compareGuardedRead(parley, { ours: 'whole', other: 'unlimited' })),
        goal: 0.85,
      },
    ];
  } finally {
    await parley.stop();
  }
};
