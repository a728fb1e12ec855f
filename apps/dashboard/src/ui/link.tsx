import type { MouseEvent, ReactNode } from 'react';
import { go } from './router.ts';

type Props = {
  to: string;
  className?: string;
  /** Whether it leads to where one is already. */
  isCurrent?: boolean;
  children: ReactNode;
};

/** A link to another of our pages. With a key held it is the browser's: a new tab stays a new tab. */
export const Link = ({ to, className, isCurrent = false, children }: Props) => {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} className={className} aria-current={isCurrent ? 'page' : undefined} onClick={open}>
      {children}
    </a>
  );
};
