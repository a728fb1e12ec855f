import type { ReactNode } from 'react';
import { TimeAgo } from './time-ago.tsx';

/** Something there is to know, by its name; they stand in a list. */
export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A moment, or a word where there was none. */
export const TimeFact = ({ name, time, or = '' }: { name: string; time: string | null; or?: string }) => (
  <Fact name={name}>{time === null ? or : <TimeAgo time={time} />}</Fact>
);
