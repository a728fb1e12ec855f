import { no } from '@parley/contract';
import type { AnswerHandlers } from '../src/index.ts';

/** A worker of which no device is linked. */
export const noAnswers: AnswerHandlers = {
  health: async () => no('device_not_linked'),
  checkNumber: async () => no('device_not_linked'),
};
