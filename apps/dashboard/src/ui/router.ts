import { useSyncExternalStore } from 'react';

type Going = {
  /** Whether the page that is left cannot be gone back to. */
  isReplacing?: boolean;
  /** What the next page is told. It is kept in the browser's history, where no link and no other site can write. */
  state?: unknown;
};

/** Opens another page of this origin without loading anything. */
export const go = (path: string, { isReplacing = false, state = null }: Going = {}): void => {
  if (isReplacing) history.replaceState(state, '', path);
  else history.pushState(state, '', path);
  scrollTo(0, 0);
  for (const tell of listeners) tell();
};

/** The path of the page that is open; follows `go`, and the browser's back and forward. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
};
