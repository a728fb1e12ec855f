import { useCallback, useEffect, useState } from 'react';

/** What `load` brings; null until then. `load` must stay the same function from one drawing to the next. */
export const useLoaded = <T>(load: () => Promise<T>) => {
  const [value, setValue] = useState<T | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isWanted = true;
    void load().then((loaded) => isWanted && setValue(loaded));
    return () => {
      isWanted = false;
    };
  }, [load, turn]);
  const again = useCallback(() => {
    setValue(null);
    setTurn((last) => last + 1);
  }, []);
  return { value, again };
};
