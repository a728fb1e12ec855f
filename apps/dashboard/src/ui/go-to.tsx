import { useEffect } from 'react';
import { go } from './router.ts';
import { Waiting } from './waiting.tsx';

/** A page that only leads to another one. */
export const GoTo = ({ path }: { path: string }) => {
  useEffect(() => go(path, { isReplacing: true }), [path]);
  return <Waiting />;
};
