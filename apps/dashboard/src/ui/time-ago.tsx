import { relativeTime } from './relative-time.ts';
import { nowTickMs, useNow } from './use-now.ts';

/** A time as people say it; the exact one is shown on top of it. Keeps up with the clock. */
export const TimeAgo = ({ time }: { time: string }) => {
  const now = useNow();
  const date = new Date(time);
  // What happened after the last tick is not ahead of us.
  const isJust = date > now && date.getTime() - now.getTime() < nowTickMs;
  return (
    <time dateTime={time} title={date.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' })}>
      {relativeTime(isJust ? now : date, now)}
    </time>
  );
};
