import { type ReactNode, useEffect, useRef } from 'react';

type Props = {
  title: string;
  /** What stands above the title, and under everything. */
  above?: ReactNode;
  below?: ReactNode;
  /** A form is easiest to read when it is narrow. */
  isNarrow?: boolean;
  className?: string;
  children: ReactNode;
};

/** One page: its title in the window and at the top, where reading goes on for whoever came from another page. */
export const Page = ({ title, above, below, isNarrow = false, className = '', children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Parley' ? title : `${title} · Parley`;
  }, [title]);
  // Once: a title may change while somebody is at work on the page.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main className={`${isNarrow ? 'narrow' : 'wide'} ${className}`}>
      {above}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
      {below}
    </main>
  );
};
