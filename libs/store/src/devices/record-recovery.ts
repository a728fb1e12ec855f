import { recoverySteps, type RecoveryStep as Step, type RecoveryTrouble, recoveryTroubles } from '@parley/contract';
import type { SessionScope } from '../doors/transaction.ts';
import { tellOfDevice } from '../events/tell-of-device.ts';

/** What was done by itself about a device in trouble, and about what trouble. */
export type RecoveryStep = { step: Step; trouble: RecoveryTrouble };

export const recordRecovery = (scope: SessionScope, { step, trouble }: RecoveryStep): Promise<void> => {
  const message = `${recoveryTroubles[trouble]} ${recoverySteps[step]}`;
  return tellOfDevice(scope, { type: 'device.recovery', data: { step, trouble, message } });
};
