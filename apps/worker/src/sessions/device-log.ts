import { canFail, type Logger } from '@parley/runtime';
import type { DeviceLogLine } from '@parley/store';
import type { HearRaw } from '@parley/whatsapp';

/** What passes between a device and WhatsApp, for who has switched its log on. Nobody waits for it: of what comes faster
 * than it can be written, the oldest is left out. */
export type DeviceLog = {
  hear: HearRaw;
  /** From here on nothing is written; what was heard and is not written yet is forgotten. */
  stop: () => void;
};

type Options = { write: (lines: readonly DeviceLogLine[]) => Promise<void>; logger: Logger };

export const createDeviceLog = ({ write, logger }: Options): DeviceLog => {
  let lines: DeviceLogLine[] = [];
  let timer: NodeJS.Timeout | null = null;

  const begin = (): void => {
    timer ??= setTimeout(() => void writeDown(), everyMs);
  };

  const writeDown = async (): Promise<void> => {
    const heard = lines;
    lines = [];
    if (heard.length > 0) await canFail(write(heard), 'a log with a gap is worth more than none', logger);
    timer = null;
    if (lines.length > 0) begin();
  };

  return {
    hear: ({ at, direction, shape }) => {
      lines.push({ at, direction, shape: { ...shape } });
      if (lines.length > mostLines) lines.shift();
      begin();
    },
    stop: () => {
      lines = [];
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
};

const everyMs = 500;
const mostLines = 300;
