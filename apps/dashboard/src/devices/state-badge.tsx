import type { DeviceState } from '@parley/contract';
import { stateWords } from './words.ts';

/** How a device is, in a word and a colour. */
export const StateBadge = ({ state }: { state: DeviceState }) => {
  const { name, tone } = stateWords[state];
  return <span className={`badge ${tone}`}>{name}</span>;
};
