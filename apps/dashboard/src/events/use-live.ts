import type { Event } from '@parley/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { createRefresher } from '../ui/refresher.ts';
import { followEvents } from './follow-events.ts';

/**
 * What `load` brings, kept true by the feed: loaded once the feed has begun, again after each event that is about it,
 * and now and then where nothing happens. Both must stay the same functions from one drawing to the next. One for each page.
 */
export const useLive = <T>(load: () => Promise<T>, isAbout: (event: Event) => boolean) => {
  const [value, setValue] = useState<T | null>(null);
  const [isLive, setIsLive] = useState(true);
  const refresher = useRef(doNothing);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const refresh = createRefresher(async () => {
      const loaded = await load();
      if (!signal.aborted) setValue(loaded);
    });
    refresher.current = refresh;
    // Without the feed the page is shown all the same.
    void refresh();
    void followEvents({
      signal,
      onBegin: () => void refresh(),
      // That no worker is there for a device any more is told by nobody: it shows when one asks.
      onEvents: (events) => void ((events.length === 0 || events.some(isAbout)) && refresh()),
      onLive: (live) => !signal.aborted && setIsLive(live),
    });
    return () => ending.abort();
  }, [load, isAbout]);
  /** For what this page itself has changed: ends when that is shown. */
  const refresh = useCallback(() => refresher.current(), []);
  return { value, isLive, refresh };
};

const doNothing = () => Promise.resolve();
