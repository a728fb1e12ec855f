import type { SessionTimes } from './session-times.ts';

/** An eye on a connection that may have died without a word. */
export type SilenceWatch = {
  /** It is open, or waits for a person: it need only be heard of now and then. */
  begun: () => void;
  /** What comes next has its time from here on. */
  beginAgain: () => void;
  stop: () => void;
};

/** Calls `silent` once where the connection does not get anywhere in its time, or nothing that could be read is heard
 * any more. */
export const watchSilence = (
  { ws }: { ws: { on: (event: 'frame', heard: () => void) => unknown } },
  { openMs, keepAliveMs, deafMarginMs }: SessionTimes,
  silent: () => void,
): SilenceWatch => {
  const deafMs = keepAliveMs + deafMarginMs;
  const lookEveryMs = deafMs / 4;
  let heardAt = performance.now();
  let lookedAt = heardAt;
  let opening: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearTimeout(opening);
    clearInterval(looking);
  };
  const giveUp = (): void => {
    stop();
    silent();
  };
  const looking = setInterval(() => {
    const now = performance.now();
    // Where it was this process that did not run, what came meanwhile is still to be read.
    const hasSlept = now - lookedAt > 2 * lookEveryMs;
    lookedAt = now;
    if (!hasSlept && now - heardAt > deafMs) giveUp();
  }, lookEveryMs);
  const begin = (): void => {
    clearTimeout(opening);
    opening = setTimeout(giveUp, openMs);
  };
  ws.on('frame', () => {
    heardAt = performance.now();
  });
  begin();
  return { begun: () => clearTimeout(opening), beginAgain: begin, stop };
};
