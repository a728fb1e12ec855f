import { canFail, type Logger } from '@parley/runtime';
import { removeTempFiles } from '@parley/whatsapp';

/** Takes away what uploads that were cut off have left on this machine, now and every hour. Answers how to stop. */
export const keepTempEmpty = (logger: Logger): (() => void) => {
  const remove = (): void => void canFail(removeTempFiles(), "they are in nobody's way for another hour", logger);
  remove();
  const removing = setInterval(remove, everyMs);
  return () => clearInterval(removing);
};

const everyMs = 3_600_000;
