import { useEffect, useState } from 'react';
import { relativeTime } from './relative-time.ts';

/** A time as people say it; the exact one is shown on top of it. Keeps up with the clock. */
export const TimeAgo = ({ time }: { time: string }) => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(ticking);
  }, []);
  const date = new Date(time);
  // What happened after the last tick is not ahead of us.
  const isJust = date > now && date.getTime() - now.getTime() < tickMs;
  return (
    <time dateTime={time} title={date.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' })}>
      {relativeTime(isJust ? now : date, now)}
    </time>
  );
};

const tickMs = 20_000;
