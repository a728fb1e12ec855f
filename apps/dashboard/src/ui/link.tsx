import type { MouseEvent, ReactNode } from 'react';
import { go } from './router.ts';

type Props = { to: string; className?: string; children: ReactNode };

/** A link to another of our pages. With a key held it is the browser's: a new tab stays a new tab. */
export const Link = ({ to, className, children }: Props) => {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} className={className} onClick={open}>
      {children}
    </a>
  );
};
