// Coarse words only for what is far: 59 days are not called a month.
const units = [
  ['year', 2 * 365 * 86_400, 365 * 86_400],
  ['month', 2 * 30 * 86_400, 30 * 86_400],
  ['day', 86_400, 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
] as const;

/** How far a time is from now, in the largest unit that fits: `3 minutes ago`, `in 2 days`. */
export const relativeTime = (time: Date, now: Date): string => {
  const until = (time.getTime() - now.getTime()) / 1_000;
  // What was set to 30 days a moment ago is not yet 29 days away.
  const seconds = until > 30 ? until + 30 : until;
  for (const [unit, fromSeconds, inSeconds] of units) {
    if (Math.abs(seconds) < fromSeconds) continue;
    return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / inSeconds), unit);
  }
  return seconds > 0 ? 'in less than a minute' : 'just now';
};
