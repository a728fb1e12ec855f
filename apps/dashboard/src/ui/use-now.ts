import { useEffect, useState } from 'react';

/** The time, as exact as people say it: it moves on every twenty seconds. */
export const useNow = (): Date => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const ticking = setInterval(() => setNow(new Date()), nowTickMs);
    return () => clearInterval(ticking);
  }, []);
  return now;
};

export const nowTickMs = 20_000;
