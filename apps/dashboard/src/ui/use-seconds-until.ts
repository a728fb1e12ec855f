import { useEffect, useState } from 'react';

/** How many whole seconds are left until a time; 0 from then on. */
export const useSecondsUntil = (time: string): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return Math.max(0, Math.ceil((Date.parse(time) - now) / 1_000));
};
