import type { Logger } from './logger.ts';

/** Waits for work that we can do without. Its failure becomes a logged fact, with `why` it is safe to go on. */
export const canFail = async <T>(work: Promise<T>, why: string, logger?: Logger): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    logger?.warn({ err: error, why }, 'failed, and we went on');
    return undefined;
  }
};
