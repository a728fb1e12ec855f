import type { Figure } from '../figure.ts';
import { measureBaileysAccounts, measureLightAccounts } from './accounts.ts';
import { type MeasuredSandbox, startMeasuredSandbox } from './measured-sandbox.ts';
import { measureWarmSends } from './warm-sends.ts';

/** What the sandbox costs: it must not be what limits a test of something else. */
export const benchSandbox = async (): Promise<Figure[]> => [
  ...(await inSandbox(measureWarmSends)),
  ...(await inSandbox((sandbox) => measureLightAccounts(sandbox, 5_000))),
  ...(await inSandbox((sandbox) => measureBaileysAccounts(sandbox, 1_000))),
];

/** Each in one of its own, so that none pays for another. */
const inSandbox = async (measure: (sandbox: MeasuredSandbox) => Promise<Figure[]>): Promise<Figure[]> => {
  const sandbox = await startMeasuredSandbox();
  try {
    return await measure(sandbox);
  } finally {
    await sandbox.stop();
  }
};
