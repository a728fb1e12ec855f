import { type ReactNode, useEffect, useRef } from 'react';

type Props = {
  summary?: string;
  /** Whether something in it wants to be seen; it opens then. */
  isNeeded: boolean;
  children: ReactNode;
};

/** What most people do not need, closed until somebody opens it. */
export const More = ({ summary = 'More options', isNeeded, children }: Props) => {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isNeeded && details.current) details.current.open = true;
  }, [isNeeded]);
  return (
    <details ref={details}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
};
