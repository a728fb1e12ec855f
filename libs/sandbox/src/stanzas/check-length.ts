import { Refusal } from './handler.ts';

/** A text that is not longer than the service takes; 406 where it is. */
export const checkLength = (text: string, longest: number): string => {
  if (Array.from(text).length > longest) throw new Refusal(406, 'not-acceptable');
  return text;
};

export const longestSubject = 100;
