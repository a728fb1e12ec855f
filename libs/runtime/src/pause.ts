import { setTimeout as sleep } from 'node:timers/promises';
import { canFail } from './can-fail.ts';

/** Waits so long, or until the signal is aborted, whichever comes first. Never rejects. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await canFail(sleep(ms, undefined, { signal }), 'it ends early when it is aborted');
};
