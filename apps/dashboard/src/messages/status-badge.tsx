import type { Message } from '@parley/contract';
import { useNow } from '../ui/use-now.ts';
import { wordsOf } from './words.ts';

/** What has become of a message, in a word and a colour. */
export const StatusBadge = ({ message }: { message: Message }) => {
  const { name, tone } = wordsOf(message, useNow());
  return <span className={`badge ${tone}`}>{name}</span>;
};
