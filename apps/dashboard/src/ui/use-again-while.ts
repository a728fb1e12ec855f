import { useEffect } from 'react';

/** Does a thing again and again for as long as something is so. */
export const useAgainWhile = (isSo: boolean, act: () => unknown): void => {
  useEffect(() => {
    if (!isSo) return undefined;
    const ticking = setInterval(() => void act(), everyMs);
    return () => clearInterval(ticking);
  }, [isSo, act]);
};

const everyMs = 2_000;
