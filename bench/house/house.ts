import type { Figure } from '../figure.ts';
import { compareAccountRead } from './account-read.ts';
import { startParley } from './parley.ts';
import { compareRowLevelSecurity } from './row-level-security.ts';

const poolSize = 10;

/** What the house itself costs: its guard, its contract, its doors. */
export const benchHouse = async (): Promise<Figure[]> => {
  const parley = await startParley({ poolSize });
  try {
    const accountRead = await compareAccountRead(parley, { poolSize });
    const rowLevelSecurity = await compareRowLevelSecurity(parley);
    return [
      {
        name: 'GET /account with a token, beside a bare route that asks Postgres the same',
        unit: 'requests/s',
        ...accountRead,
        goal: 0.6,
      },
      {
        name: 'its SELECT under row-level security, beside the same without',
        unit: 'transactions/s',
        ...rowLevelSecurity,
        goal: 0.87,
      },
    ];
  } finally {
    await parley.stop();
  }
};
