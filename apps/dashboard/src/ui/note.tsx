import type { ReactNode } from 'react';

type Props = { kind: 'bad' | 'good' | 'quiet'; children: ReactNode };

/** Something to know before one goes on; read aloud as it appears. */
export const Note = ({ kind, children }: Props) => (
  <div className={`note ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);
